using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Tests.Watches;

public class EventFeedTests
{
    [Fact]
    public void Offer_AfterOneWasDropped_LetsNoneInUntilTheWatcherKnows()
    {
        using var feed = new EventFeed(new FakeTimeProvider());
        using var watcher = feed.Subscribe("notes");
        feed.Publish(Rows(1, 300));

        Assert.True(watcher.Events.TryRead(out _));
        feed.Publish(Rows(301, 1));

        Assert.Equal(256, Drain(watcher).Last());
        Assert.True(watcher.TakeBehind());
        feed.Publish(Rows(302, 1));
        Assert.Equal([302], Drain(watcher));
        Assert.False(watcher.TakeBehind());
    }

    [Fact]
    public void Heartbeats_ManyWatchers_ComeToEachOnceAnIntervalAndNeverToAllAtOnce()
    {
        var clock = new FakeTimeProvider();
        using var feed = new EventFeed(clock);
        var watchers = Enumerable.Range(0, 1000).Select(i => feed.Subscribe($"notes/{i}")).ToList();

        var together = new List<int>();
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(10); passed += TimeSpan.FromMilliseconds(100))
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            together.Add(watchers.Count(watcher => watcher.Events.TryRead(out _)));
        }

        Assert.Equal(watchers.Count, together.Sum());
        Assert.InRange(together.Max(), 1, watchers.Count / 20);
    }

    private static List<long> Drain(EventFeed.Subscription watcher)
    {
        var seen = new List<long>();
        while (watcher.Events.TryRead(out var row))
        {
            seen.Add(row!.Sequence);
        }

        return seen;
    }

    private static IEnumerable<EventRow> Rows(int first, int count) => Enumerable.Range(first, count).Select(sequence =>
        new EventRow { Sequence = sequence, Topic = "notes", Resource = "notes/abcd", Time = 0, Payload = [] });
}
