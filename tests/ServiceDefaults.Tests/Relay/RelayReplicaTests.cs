using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;
using TaskForce.Testing.Sidecars;
using static TaskForce.ServiceDefaults.Tests.Relay.RelayHost;

namespace TaskForce.ServiceDefaults.Tests.Relay;

/// <summary>Processes of a service that share a PostgreSQL database, each with a sidecar of its own in front of one broker.</summary>
public sealed class RelayReplicaTests : IAsyncLifetime
{
    private readonly PostgresTestStore _store = new();
    private readonly TestSidecar _sidecar = new();

    public async ValueTask InitializeAsync() => await _sidecar.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task Publish_TwoProcesses_OneDoesAndTheOtherTakesOver()
    {
        await using var stays = await RelayHost.StartAsync(_store, _sidecar);
        await using (var leaves = await RelayHost.StartAsync(_store, _sidecar))
        {
            await WriteAsync(stays, 100);
            await WriteAsync(leaves, 100);
            await UntilAsync(() => _sidecar.Count >= 200);
            // Two that publish would do so twice.
            Assert.Equal(200, _sidecar.Count);
        }

        await using var comes = await RelayHost.StartAsync(_store, _sidecar);
        await WriteAsync(comes, 100);

        await UntilAsync(() => Taken(_sidecar).Count >= 300);
        Assert.Equal(await WrittenAsync(stays), Taken(_sidecar));
    }

    [Fact]
    public async Task Publish_HolderLeaves_TheOtherGoesOn()
    {
        var first = await RelayHost.StartAsync(_store, _sidecar);
        await WriteAsync(first, 20);
        await UntilAsync(() => _sidecar.Count == 20);
        await using var second = await RelayHost.StartAsync(_store, _sidecar);

        await first.DisposeAsync();
        await WriteAsync(second, 20);

        await UntilAsync(() => _sidecar.Count >= 40);
        Assert.Equal(await WrittenAsync(second), Taken(_sidecar));
    }

    [Fact]
    public async Task Publish_HolderStopsDead_TheOtherWaitsForItsLeaseAndGoesOn()
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await using (var dead = await NotesHost.StartAsync(_store))
        {
            await dead.Journal.ChangeAsync(db =>
            {
                db.Add(new RelayRow { Holder = "dead", HeldUntil = until.UtcTicks });
                return Task.FromResult(0);
            }, Cancellation);
        }

        var early = 0;
        _sidecar.Broker = _ =>
        {
            Interlocked.Add(ref early, TimeProvider.System.GetUtcNow() < until ? 1 : 0);
            return Task.FromResult<Grpc.Core.StatusCode?>(null);
        };
        await using var host = await RelayHost.StartAsync(_store, _sidecar);
        await WriteAsync(host, 10);

        await UntilAsync(() => _sidecar.Count >= 10);
        Assert.Equal(0, early);
    }
}
