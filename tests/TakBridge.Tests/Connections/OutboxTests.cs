using Microsoft.Extensions.Time.Testing;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Tests.Cot;

namespace TaskForce.TakBridge.Tests.Connections;

public sealed class OutboxTests
{
    [Fact]
    public async Task Add_OfTheSameThing_KeepsItsPlaceAndTheNewest()
    {
        var outbox = new Outbox(10);
        outbox.Add(Samples.Event("one"));
        outbox.Add(Samples.Event("two"));
        outbox.Add(Samples.Event("one") with { How = "h-e" });

        Assert.Equal(("one", "h-e"), (await outbox.TakeAsync(default)).Event is { } first ? (first.Uid, first.How) : default);
        Assert.Equal("two", (await outbox.TakeAsync(default)).Event.Uid);
    }

    [Fact]
    public async Task Add_MoreThingsThanMayWait_EndsTheConnectionAndHoldsNoMore()
    {
        var outbox = new Outbox(2);
        for (var i = 0; i < 1000; i++)
        {
            outbox.Add(Samples.Event($"thing-{i}"));
        }

        var end = await Assert.ThrowsAsync<SessionEnd>(() => outbox.TakeAsync(default).AsTask());

        Assert.Equal("too_slow", end.Reason);
    }

    [Fact]
    public async Task Add_ManyEventsOfFewThings_EndsNothing()
    {
        var outbox = new Outbox(2);
        for (var i = 0; i < 1000; i++)
        {
            outbox.Add(Samples.Event($"thing-{i % 2}"));
        }

        Assert.Equal("thing-0", (await outbox.TakeAsync(default)).Event.Uid);
    }

    [Fact]
    public async Task Take_OfNothing_WaitsForTheNext()
    {
        var outbox = new Outbox(2);
        var next = outbox.TakeAsync(default).AsTask();
        Assert.False(next.IsCompleted);

        outbox.Add(Samples.Event("one"));

        Assert.Equal("one", (await next.SoonAsync()).Event.Uid);
    }

    [Fact]
    public void RateLimit_TakesSoManyAtOnceAndSoManyASecond()
    {
        var clock = new FakeTimeProvider();
        var rate = new RateLimit(3, 2, clock);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => rate.TryTake()));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => rate.TryTake()));
    }
}
