using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Positions;

/// <summary>What holds when several processes of the service share a PostgreSQL database.</summary>
public sealed class ReplicaTests : IDisposable
{
    private readonly PostgresTestStore _store = new();

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _limit.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task WatchPositions_BothReplicasWrite_BothShowEveryPositionOnceInOrder()
    {
        await using var one = new GeolocationApp(_store);
        await using var two = new GeolocationApp(_store);
        GeolocationApp[] replicas = [one, two];
        using var watchOne = one.Positions().WatchPositions(new());
        using var watchTwo = two.Positions().WatchPositions(new());
        // The heartbeat at the end of what is known: from here on they see all.
        Assert.True(await watchOne.ResponseStream.MoveNext(_limit.Token) && await watchTwo.ResponseStream.MoveNext(_limit.Token));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var batch = 0; batch < 10; batch++)
            {
                await replicas[writer % 2].ReportAsync([.. Enumerable.Range(0, 10).Select(i => Report($"assets/boat-{writer}-{i}", batch))]);
            }
        })));

        var (first, second) = (await MovedAsync(watchOne, 800), await MovedAsync(watchTwo, 800));
        Assert.Equal(800, first.Distinct().Count());
        Assert.Equal(first.Order(), first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task ReportPositions_OtherReplicaKnowsTheSubject_IsJudgedByWhatItKept()
    {
        await using var one = new GeolocationApp(_store);
        await using var two = new GeolocationApp(_store);
        await one.ReportAsync(Report("assets/boat", 5));

        var late = await two.ReportAsync(Report("assets/boat", 5), Report("assets/boat", 1));
        var foreign = await two.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { Report("assets/boat", 9) } });

        Assert.Equal([Code.Duplicate, Code.StoredLate], late.Outcomes.Select(outcome => outcome.Code));
        Assert.Equal(Code.NotYours, Assert.Single(foreign.Outcomes).Code);
    }

    [Fact]
    public async Task WatchPositions_CursorOfAReplicaThatWasAhead_GoesOn()
    {
        await using var one = new GeolocationApp(_store);
        await using var two = new GeolocationApp(_store);
        _ = two.Services;
        await one.ReportAsync(Report("assets/boat", 1), Report("assets/boat", 2));

        using var watch = two.Positions().WatchPositions(new() { After = await one.EndAsync() });
        Assert.True(await watch.ResponseStream.MoveNext(_limit.Token));

        Assert.Equal(EventType.Heartbeat, watch.ResponseStream.Current.Type);
    }

    private async Task<List<long>> MovedAsync(AsyncServerStreamingCall<V1.PositionEvent> watch, int count) => await watch.ResponseStream
        .ReadAllAsync(_limit.Token).Where(change => change.Type == EventType.Moved).Take(count).Select(change => change.Sequence).ToListAsync(_limit.Token);
}
