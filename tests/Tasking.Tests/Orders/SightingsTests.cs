using Microsoft.Extensions.DependencyInjection;
using TaskForce.Tasking.Orders;
using TaskForce.Testing;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>Devices that connect while the store is away.</summary>
public sealed class SightingsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2), TimeProvider.System);

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task NoteAsync_StoreWasAway_IsNotedOnceItIsBack()
    {
        await using var node = await PostgresNode.CreateAsync(_limit.Token);
        using var store = new ClusterTestStore(node, standby: null);
        await using var app = new TaskingApp(store);
        var sightings = app.Services.GetRequiredService<Sightings>();
        await sightings.NoteAsync(new("members/one", "phone", Noon), _limit.Token);
        await node.KillAsync();
        // The first finds its connection dead, the second none.
        await Assert.ThrowsAsync<DomainException>(() => sightings.NoteAsync(new("members/two", "phone", Noon), _limit.Token));
        await Assert.ThrowsAsync<DomainException>(() => sightings.NoteAsync(new("members/three", "phone", Noon), _limit.Token));
        await node.StartAsync(_limit.Token);

        await sightings.NoteAsync(new("members/four", "phone", Noon), _limit.Token);
    }
}
