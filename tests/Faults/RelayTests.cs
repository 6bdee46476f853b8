using Grpc.Core;
using TaskForce.Client;
using TaskForce.Faults.Load;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using TaskForce.Testing.Sidecars;
using EventType = TaskForce.Tasking.V1.HotspotEvent.Types.Type;

namespace TaskForce.Faults;

/// <summary>A service that publishes its events, and its sidecar, that die at any moment.</summary>
public sealed class RelayTests(Seed seed) : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-faults-");
    private readonly TestSidecar _sidecar = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _sidecar.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Tasking_AndItsSidecarKilledWhileHotspotsChange_PublishesEveryEventAndEachHotspotInOrder()
    {
        // The broker takes its time, so that each kill falls into a batch.
        _sidecar.Broker = async _ =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            return null;
        };
        var settings = _sidecar.Settings.ToDictionary(each => $"Tasking/{each.Key.Replace(":", "__", StringComparison.Ordinal)}", each => each.Value!);
        await using var stack = new ServiceProcesses(seed.CopyTo(_data.FullName), settings);
        await stack.StartAsync(Cancellation);
        using var desk = stack.Connect("dispatcher.de");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var work = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WorkAsync(desk, end.Token)));

        for (var i = 0; i < 3; i++)
        {
            await PublishMoreAsync(100);
            await stack.KillAsync("Tasking");
            stack.Start("Tasking");
            await stack.ReadyAsync(Cancellation);
            await PublishMoreAsync(100);
            await _sidecar.StopAsync();
            await _sidecar.StartAsync();
        }

        await end.CancelAsync();
        await work;
        // What a call that was given up did all the same may still come to the log. Whatever differs for good still does at the bound.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(TimeSpan.FromMinutes(2));
        var written = await WrittenAsync(desk);
        while (!Taken().SequenceEqual(written) && !bound.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
            written = await WrittenAsync(desk);
        }

        Assert.Equal(written, Taken());
    }

    private List<(long Sequence, string? Hotspot)> Taken() =>
        [.. _sidecar.TakenFrom("taskforce.tasking").Where(each => each.Type.StartsWith("dev.taskforce.hotspot.", StringComparison.Ordinal)).Select(each => (each.Sequence, each.Subject))];

    private async Task PublishMoreAsync(int count)
    {
        for (var enough = _sidecar.Count + count; _sidecar.Count < enough;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }

    private static async Task WorkAsync(TaskForceConnection desk, CancellationToken end)
    {
        var hotspots = new HotspotService.HotspotServiceClient(desk.Invoker);
        while (!end.IsCancellationRequested)
        {
            try
            {
                var hotspot = await hotspots.CreateHotspotAsync(new() { Hotspot = Harbour(), RequestId = Guid.NewGuid().ToString() }, cancellationToken: end);
                for (var i = 0; i < 4; i++)
                {
                    // More would only be more to publish at the end.
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, end);
                    hotspot = await hotspots.UpdateHotspotAsync(
                        new() { Hotspot = new() { Name = hotspot.Name, Description = $"{i}" }, UpdateMask = new() { Paths = { "description" } } }, cancellationToken: end);
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // It is the end.
            }
            catch (RpcException cut) when (cut.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.DeadlineExceeded or StatusCode.Internal)
            {
                // Killed, or at the end; what was done all the same is in the log.
            }
        }
    }

    private static Hotspot Harbour() => new()
    {
        Kind = Hotspot.Types.Kind.Smuggling,
        Severity = Hotspot.Types.Severity.Low,
        HostNation = "DE",
        Place = new() { DisplayName = "Harbour", Location = new() { Latitude = 53.5, Longitude = 9.9 } },
    };

    private static async Task<List<(long Sequence, string? Hotspot)>> WrittenAsync(TaskForceConnection desk)
    {
        using var watch = new HotspotService.HotspotServiceClient(desk.Invoker).WatchHotspots(new());
        return await watch.ResponseStream.ReadAllAsync(Cancellation).TakeWhile(change => change.Type != EventType.Heartbeat)
            .Select(change => (change.Sequence, (string?)change.Hotspot.Name)).ToListAsync(Cancellation);
    }
}
