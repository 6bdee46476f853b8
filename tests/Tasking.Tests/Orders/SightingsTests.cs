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
        // One that is under way may still succeed; the second that fails finds no connection any more.
        await UntilAsync(sightings, isNoted: false);
        await UntilAsync(sightings, isNoted: false);
        await node.StartAsync(_limit.Token);

        await UntilAsync(sightings, isNoted: true);
    }

    // Connections that died with the server may refuse a few; a refusal that is shared would go on for two hundred.
    private async Task UntilAsync(Sightings sightings, bool isNoted)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            var note = sightings.NoteAsync(new($"members/{Guid.NewGuid():N}", "phone", Noon), _limit.Token);
            await note.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (note.IsCompletedSuccessfully == isNoted)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _limit.Token);
        }

        Assert.Fail($"Never {(isNoted ? "noted" : "refused")}.");
    }
}
