using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using TaskForce.Client;
using TaskForce.Faults.Load;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Faults;

/// <summary>A disk that fills up under load.</summary>
public sealed class DiskTests(Seed seed) : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-faults-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact(Explicit = true)]
    public async Task Services_DiskFullUnderLoad_SaySoServeWhatNeedsNoAuditAndGoOnByThemselves()
    {
        using var disk = new SmallDisk(Path.Combine(_data.FullName, "disk"), megabytes: 64);
        await using var stack = new ServiceProcesses(seed.CopyTo(disk.Path), KillTests.ShortLeases);
        await stack.StartAsync(Cancellation);
        await using var run = new Run(stack, seed);
        await run.StartAsync(Intensity.Current with { Units = 10 }, Cancellation);
        using var desk = stack.Connect("dispatcher.de");

        disk.Fill(stack);
        var reason = await RefusalAsync(desk);
        var read = await new Recorder(new()).AskAsync(desk.Assets.ListAssetsAsync, new Roster.V1.ListAssetsRequest(), Cancellation);
        var personal = await Assert.ThrowsAsync<RpcException>(async () => await desk.Hotspots.ListHotspotsAsync(new(), cancellationToken: Cancellation));
        await UntilAsync(stack, HealthCheckResponse.Types.ServingStatus.NotServing);
        disk.Free(stack);
        await UntilAsync(stack, HealthCheckResponse.Types.ServingStatus.Serving);
        await stack.ReadyAsync(Cancellation);
        var wrong = await run.EndAsync(Cancellation);

        Assert.Equal(disk.Reason, reason);
        Assert.NotNull(read);
        Assert.Equal("AUDIT_UNAVAILABLE", personal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
        Assert.Single(stack.WarningsOf("Tasking"), line => line.StartsWith("crit", StringComparison.Ordinal) && line.Contains(disk.Reason, StringComparison.Ordinal));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
    }

    // Reports until one is refused: what is in the file already can be written over for a while.
    private static async Task<string> RefusalAsync(TaskForceConnection desk)
    {
        using var bound = Bounded();
        while (true)
        {
            try
            {
                await desk.Hotspots.CreateHotspotAsync(new()
                {
                    Hotspot = new()
                    {
                        Kind = Hotspot.Types.Kind.Smuggling,
                        Severity = Hotspot.Types.Severity.Low,
                        HostNation = "DE",
                        Place = new() { Location = new() { Latitude = 50, Longitude = 8 } },
                    },
                }, cancellationToken: bound.Token);
            }
            catch (RpcException refusal) when (refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason is { } reason && reason.StartsWith("STORE_", StringComparison.Ordinal))
            {
                return reason;
            }
            catch (RpcException busy) when (busy.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Unavailable)
            {
                // Not a word from the store yet.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
            }
        }
    }

    private static async Task UntilAsync(ServiceProcesses stack, HealthCheckResponse.Types.ServingStatus status)
    {
        using var bound = Bounded();
        using var channel = GrpcChannel.ForAddress(stack.DoorOf("Tasking"));
        var health = new Health.HealthClient(channel);
        while ((await health.CheckAsync(new() { Service = "taskforce.tasking.v1.MissionService" }, cancellationToken: bound.Token)).Status != status)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, bound.Token);
        }
    }

    // Against a test that would never end, not a measure.
    private static CancellationTokenSource Bounded()
    {
        var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(TimeSpan.FromMinutes(5));
        return bound;
    }
}
