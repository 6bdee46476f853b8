using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Tests.Positions;

public sealed class PositionFeedTests : IDisposable
{
    private readonly PositionIndex _index = PositionIndexTests.CredulousIndex();
    private readonly FakeTimeProvider _clock = new();
    private readonly PositionFeed _feed;

    public PositionFeedTests() => _feed = new(_index, _clock);

    public void Dispose()
    {
        _feed.Dispose();
        _index.Dispose();
    }

    [Fact]
    public void Publish_ToTheIndexAndEveryWatcher_InOrder()
    {
        using var one = _feed.Subscribe();
        using var other = _feed.Subscribe();

        Publish(1, 3);
        Publish(4, 2);

        Assert.Equal([1, 2, 3, 4, 5], Take(one));
        Assert.Equal([1, 2, 3, 4, 5], Take(other));
        Assert.Equal(5, _index.End);
    }

    /// <summary>One batch let in after another was dropped would make the watcher believe that nothing is missing between them.</summary>
    [Fact]
    public void Publish_WatcherIsFull_LetsNothingInUntilTheWatcherHasNoticed()
    {
        using var slow = _feed.Subscribe();
        Publish(1, 10_000);
        Publish(10_001, 10_000);

        Publish(20_001, 1);
        Assert.True(slow.TryTake(out _));
        Publish(20_002, 1);

        Assert.Equal(10_000, Take(slow).Count);
        Assert.True(slow.TakeBehind());
        Assert.False(slow.TakeBehind());
        Publish(20_003, 1);
        Assert.Equal([20_003], Take(slow));
    }

    [Fact]
    public void Publish_ManySmallBatches_FillAWatcherToo()
    {
        using var slow = _feed.Subscribe();

        for (var i = 1; i <= 1000; i++)
        {
            Publish(i, 1);
        }

        Assert.InRange(Take(slow).Count, 1, 999);
        Assert.True(slow.TakeBehind());
    }

    [Fact]
    public async Task Clock_GoesOn_WakesAWatcherThatSeesNothing()
    {
        using var quiet = _feed.Subscribe();
        var woken = quiet.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(woken.IsCompleted);

        _clock.Advance(PositionFeed.BeatInterval);

        Assert.True(await woken);
        Assert.True(quiet.TryTake(out var points));
        Assert.Empty(points);
    }

    private void Publish(int first, int count) =>
        _feed.Publish([.. Enumerable.Range(first, count).Select(i => PositionIndexTests.Point(i, 1, i, new(0, 0)))]);

    private static List<long> Take(PositionFeed.Subscription subscription)
    {
        var taken = new List<long>();
        while (subscription.TryTake(out var points))
        {
            taken.AddRange(points.Select(point => point.Sequence));
        }

        return taken;
    }
}
