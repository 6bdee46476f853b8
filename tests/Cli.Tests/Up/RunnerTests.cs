using System.Collections.Frozen;
using Grpc.Core;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class RunnerTests : IAsyncLifetime
{
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory = new();
    private readonly Transcript _screen = new();
    private readonly CancellationTokenSource _stop = new();
    private FakeGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await FakeGateway.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _stop.Dispose();
        await _screen.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task RunAsync_DoorsAnswer_SeedsThenNamesTheDoorsAndSaysOnceThatItIsReady()
    {
        Doors? seeded = null;
        var running = RunAsync([Service("a"), Service("b")], (doors, _) =>
        {
            seeded = doors;
            Assert.Empty(_screen.All());
            return Task.CompletedTask;
        });

        await _screen.HearAsync("TaskForce is ready");
        await _stop.CancelAsync();
        await running.WaitAsync(Safety);

        Assert.Equal(_gateway.Doors, seeded);
        Assert.Contains(_screen.All(), line => line.Contains(_gateway.Doors.Http.Authority, StringComparison.Ordinal));
        Assert.Contains(_screen.All(), line => line.Contains(_gateway.Doors.Grpc.Authority, StringComparison.Ordinal));
        Assert.Single(_screen.All(), line => line == "TaskForce is ready");
    }

    [Fact]
    public async Task RunAsync_NotAllServes_IsNotCalledReadyUntilItDoes()
    {
        _gateway.IsReady = false;
        var seeds = 0;
        var running = RunAsync([Service("a")], (_, _) => Task.FromResult(seeds++));

        await _gateway.Asked.WaitAsync(Safety);
        Assert.Equal(0, seeds);
        _gateway.IsReady = true;
        await _screen.HearAsync("TaskForce is ready");

        Assert.Equal(1, seeds);
        await _stop.CancelAsync();
        await running.WaitAsync(Safety);
    }

    [Fact]
    public async Task RunAsync_StoppedBeforeReady_EndsQuietly()
    {
        _gateway.IsReady = false;
        var running = RunAsync([Service("a")], Nothing);
        await _gateway.Asked.WaitAsync(Safety);

        await _stop.CancelAsync();
        await running.WaitAsync(Safety);

        Assert.Empty(_screen.All());
    }

    [Fact]
    public async Task RunAsync_OneCannotBeStarted_StopsTheOthersAndSaysWhich()
    {
        var missing = Service("missing") with { Directory = _directory["missing"] };
        var running = RunAsync([Service("a"), missing], Nothing);

        var refusal = await Assert.ThrowsAsync<UpException>(() => running.WaitAsync(Safety));

        Assert.StartsWith("missing ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_SeedingFails_StopsAllAndSaysWhy()
    {
        var running = RunAsync([Service("a")], (_, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "No.")));

        var refusal = await Assert.ThrowsAsync<UpException>(() => running.WaitAsync(Safety));

        Assert.Contains("No.", refusal.Message, StringComparison.Ordinal);
    }

    private static Task Nothing(Doors doors, CancellationToken cancellation) => Task.CompletedTask;

    private Task RunAsync(ServiceSpec[] services, Func<Doors, CancellationToken, Task> seed) =>
        new Runner(services, _gateway.Doors, new(_screen), TimeProvider.System).RunAsync(_directory.Path, seed, _stop.Token);

    // Runs until it is asked to end.
    private ServiceSpec Service(string name) =>
        new(name, "/bin/sh", ["-c", "exec cat"], _directory.Path, FrozenDictionary<string, string>.Empty);
}
