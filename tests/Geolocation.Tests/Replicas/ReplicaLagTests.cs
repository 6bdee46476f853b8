using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Replicas;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Replicas;

public sealed class ReplicaLagTests
{
    [Fact]
    public void Note_BeforeItHasBegun_IsNoLag()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var lag = new ReplicaLag(services.GetRequiredService<IMeterFactory>(), NewClock());

        lag.Note(Noon.AddSeconds(-5).UtcTicks);

        Assert.Empty(lag.Last());
    }

    [Fact]
    public void Note_MoreThanAreKept_TellsTheLastAndMetersAll()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var (factory, clock, metered) = (services.GetRequiredService<IMeterFactory>(), NewClock(), new List<double>());
        var lag = new ReplicaLag(factory, clock);
        using var listener = new MeterListener { InstrumentPublished = (instrument, meters) => Enable(instrument, meters, factory) };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => metered.Add(value));
        listener.Start();
        lag.Begin();

        for (var i = 1; i <= 1030; i++)
        {
            lag.Note(Noon.AddSeconds(-i).UtcTicks);
        }

        lag.Note(Noon.AddSeconds(5).UtcTicks);

        Assert.Equal(1031, metered.Count);
        Assert.Equal((1, 1030), (metered[0], metered[1029]));
        Assert.Equal((1024, 0, 1030), (lag.Last().Count, lag.Last()[0].TotalSeconds, lag.Last()[^1].TotalSeconds));
    }

    [Fact]
    public async Task GetReplicaState_OtherReplicaTookTheReport_TellsTheLagAndThatItIsKnown()
    {
        using var store = new PostgresTestStore();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var one = new GeolocationApp(store);
        await using var two = new GeolocationApp(store);
        two.Clock.Advance(TimeSpan.FromSeconds(3));
        using var watch = two.Positions().WatchPositions(new());
        // The heartbeat at the end of what is known.
        Assert.True(await watch.ResponseStream.MoveNext(limit.Token));

        await one.ReportAsync(Report("assets/boat", 0), Report("assets/boat", 1));
        Assert.True(await watch.ResponseStream.MoveNext(limit.Token) && await watch.ResponseStream.MoveNext(limit.Token));

        // A position is told before it is counted.
        V1.ReplicaState second;
        while ((second = await StateAsync(two)).LagCount == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        var first = await StateAsync(one);
        Assert.Equal(second.LogSequence, second.KnownSequence);
        Assert.Equal(first.LogSequence, second.LogSequence);
        Assert.Equal(0, first.LagCount);
        Assert.Null(first.MedianLag);
        Assert.Equal((1, 3, 3, 3), (second.LagCount, second.MedianLag.Seconds, second.P99Lag.Seconds, second.LongestLag.Seconds));
        Assert.Equal((0, 0), (first.WaitingReports, second.WaitingReports));
    }

    private static Task<V1.ReplicaState> StateAsync(GeolocationApp app) =>
        new V1.ReplicaService.ReplicaServiceClient(app.As("dispatcher.de")).GetReplicaStateAsync(new()).ResponseAsync;

    // Other tests have meters of the same name in this process.
    private static void Enable(Instrument instrument, MeterListener meters, IMeterFactory factory)
    {
        if (instrument.Meter.Scope == factory && instrument.Meter.Name == ReplicaLag.Meter)
        {
            meters.EnableMeasurementEvents(instrument);
        }
    }
}
