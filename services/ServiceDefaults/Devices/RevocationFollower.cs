using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TaskForce.Roster.V1;

namespace TaskForce.ServiceDefaults.Devices;

/// <summary>Hears from the roster which devices are revoked: first all that could still come in, then each as it happens.</summary>
public sealed partial class RevocationFollower(
    DeviceService.DeviceServiceClient roster, RevokedDevices revoked, TimeProvider clock, ILogger<RevocationFollower> log) : BackgroundService
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The roster's heartbeats come every 10 s: a stream that is silent for longer may have lost a revocation.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(await ListAsync(stoppingToken), stoppingToken);
            }
            // A token that cannot be had fails in another way than a call; whatever it is, there is nothing to do but to ask again.
            catch (Exception silence) when (silence is RpcException or HttpRequestException or DomainException or OperationCanceledException)
            {
                stoppingToken.ThrowIfCancellationRequested();
                LogAway(silence.Message);
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task<long> ListAsync(CancellationToken cancellation)
    {
        var filter = new DeviceFilter { States = { Device.Types.State.Revoked }, Certified = true };
        var (sequence, page) = (-1L, "");
        do
        {
            var answer = await roster.ListDevicesAsync(new() { PageSize = PageSize, PageToken = page, Filter = filter }, cancellationToken: cancellation);
            foreach (var device in answer.Devices)
            {
                revoked.Revoke(device.Name);
            }

            sequence = sequence < 0 ? answer.Sequence : sequence;
            page = answer.NextPageToken;
        }
        while (page.Length > 0);

        return sequence;
    }

    private async Task FollowAsync(long after, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        using var watch = roster.WatchDevices(new() { After = after, Filter = new() { States = { Device.Types.State.Revoked } } }, cancellationToken: either.Token);
        silence.CancelAfter(Silence);
        while (await watch.ResponseStream.MoveNext(either.Token))
        {
            silence.CancelAfter(Silence);
            if (watch.ResponseStream.Current.Device is { } device)
            {
                revoked.Revoke(device.Name);
            }

            if (!revoked.IsKnown)
            {
                revoked.MarkKnown();
                LogKnown();
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "It is known which devices are revoked; devices may come in")]
    private partial void LogKnown();

    [LoggerMessage(LogLevel.Warning, "The roster does not say which devices are revoked ({Cause}); asking again")]
    private partial void LogAway(string cause);
}
