using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TaskForce.ServiceDefaults.Lifetime;

/// <summary>Follows a log for as long as the service runs; when it breaks off, tries again with growing pauses.</summary>
/// <param name="clock">What the pauses are measured by.</param>
/// <param name="log">Where a break is told.</param>
public abstract partial class Follower(TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>The service's clock.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>Follows from where it was; returns or throws when the log breaks off.</summary>
    protected abstract Task FollowAsync(CancellationToken cancellation);

    /// <summary>Follows until the service stops.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            await TryAsync(stoppingToken);
            pause = clock.GetElapsedTime(began) > LongestPause ? FirstPause : pause;
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await FollowAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
        catch (RpcException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
        catch (Exception broken) when (broken is RpcException or DomainException or HttpRequestException)
        {
            LogBroken(GetType().Name, broken.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Follower} broke off and will try again: {Reason}")]
    private partial void LogBroken(string follower, string reason);
}
