using TaskForce.Testing;

namespace TaskForce.Partners.Tests.Webhooks;

/// <summary>Two processes on one database.</summary>
public sealed class ReplicaTests : IDisposable
{
    private readonly PostgresTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Replicas_DeliverEachEventOnceAndInOrder_AndOneGoesOnWithoutTheOther()
    {
        await using var world = await World.StartAsync(_store);
        var webhook = await world.SubscribeAsync();
        await using (var other = new PartnersApp(_store, world.Tasking, world.Clock))
        {
            // It has looked at the webhooks, and so might deliver.
            await other.Webhooks().GetWebhookAsync(new() { Name = webhook.Name });
            world.Clock.Advance(TimeSpan.FromSeconds(6));
            Change(world, 5);

            Assert.Equal(Ids(1, 5), await world.Receiver.NextAsync(5));
            await world.UntilAsync(webhook, shown => shown.Progress is { Delivered: 5, Waiting: 0 });
            Assert.True(world.Receiver.IsQuiet);

            await world.StopAsync();
            Change(world, 3);
            // Longer than the lease of whoever had it, and than the next look.
            world.Clock.Advance(TimeSpan.FromSeconds(31));
            world.Clock.Advance(TimeSpan.FromSeconds(6));
            Assert.Equal(Ids(6, 3), await world.Receiver.NextAsync(3));
        }
    }

    private static List<string> Ids(int first, int count) => [.. Enumerable.Range(first, count).Select(sequence => $"hotspots-{sequence}")];

    private static void Change(World world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            world.Tasking.Change("port");
        }
    }
}
