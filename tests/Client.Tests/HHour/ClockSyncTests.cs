using CsCheck;
using TaskForce.Testing;

namespace TaskForce.Client.Tests.HHour;

public class ClockSyncTests
{
    private readonly DeviceWorld _world = new(TimeSpan.FromHours(-5), drift: 0);

    [Fact]
    public void Read_BeforeTheFirstAnswer_KnowsNothing() => Assert.Null(new ClockSync(_world.Clock).Read());

    [Fact]
    public void Read_AfterOneProbe_KnowsTheTimeToHalfTheRoundTrip()
    {
        var sync = new ClockSync(_world.Clock);

        _world.Probe(sync, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(40));

        var reading = sync.Read()!;
        Assert.InRange((reading.ServerTime - _world.Now).Duration(), TimeSpan.Zero, TimeSpan.FromMicroseconds(1));
        Assert.InRange(reading.Uncertainty, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(41));
        Assert.InRange(reading.Offset, TimeSpan.FromHours(5) - TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(5) + TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Read_AsymmetricDelays_IsOffByAtMostTheUncertainty()
    {
        var sync = new ClockSync(_world.Clock);

        _world.Probe(sync, TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(10));

        var reading = sync.Read()!;
        Assert.InRange((reading.ServerTime - _world.Now).Duration(), TimeSpan.FromMilliseconds(400), reading.Uncertainty);
    }

    [Fact]
    public void Read_OneGoodProbeAmongBadOnes_RestsOnTheGoodOne()
    {
        var sync = new ClockSync(_world.Clock);
        foreach (var delay in new[] { 800, 15, 600, 700 })
        {
            _world.Probe(sync, TimeSpan.FromMilliseconds(delay), TimeSpan.FromMilliseconds(delay));
        }

        Assert.Equal(30, sync.Read()!.RoundTrip.TotalMilliseconds, precision: 3);
    }

    [Fact]
    public void Read_GoodProbeLongAgo_GivesWayToAWorseOneOfNow()
    {
        var sync = new ClockSync(_world.Clock);
        _world.Probe(sync, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5));
        _world.Pass(TimeSpan.FromHours(2));

        _world.Probe(sync, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));

        Assert.Equal(200, sync.Read()!.RoundTrip.TotalMilliseconds, precision: 3);
    }

    [Fact]
    public void Read_WallClockIsSet_StaysWhereItWas()
    {
        var sync = new ClockSync(_world.Clock);
        _world.Probe(sync, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));

        _world.StepWallClock(TimeSpan.FromDays(-30));

        Assert.InRange((sync.Read()!.ServerTime - _world.Now).Duration(), TimeSpan.Zero, TimeSpan.FromMicroseconds(1));
        Assert.InRange(sync.Read()!.Offset.TotalDays, 30.2, 30.3);
    }

    [Fact]
    public void Read_Silence_GrowsTheUncertaintyByTheDrift()
    {
        var sync = new ClockSync(_world.Clock);
        _world.Probe(sync, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        var before = sync.Read()!.Uncertainty;

        _world.Pass(TimeSpan.FromSeconds(1000));

        Assert.InRange((sync.Read()!.Uncertainty - before).TotalMilliseconds, 100, 100.1);
    }

    [Fact]
    public void Read_ServerClockIsSet_ForgetsWhatItKnewBefore()
    {
        var sync = new ClockSync(_world.Clock);
        _world.Probe(sync, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5));
        _world.StepServer(TimeSpan.FromMinutes(3));

        _world.Probe(sync, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));

        Assert.Equal(100, sync.Read()!.RoundTrip.TotalMilliseconds, precision: 3);
    }

    /// <summary>Whatever the ways there and back take, however the clock drifts within what is stated: the truth lies within the uncertainty.</summary>
    [Fact]
    public void Read_AnyDelaysAndAnyDrift_TheTruthIsWithinTheUncertainty() =>
        Gen.Select(
            Gen.Double[-100, 100], Gen.Double[-86_400, 86_400],
            Gen.Select(Gen.Double[0, 5], Gen.Double[0, 5], Gen.Double[0, 0.5], Gen.Double[0, 600]).Array[1, 20]).Sample((ppm, offset, probes) =>
        {
            var world = new DeviceWorld(TimeSpan.FromSeconds(offset), ppm * 1e-6);
            var sync = new ClockSync(world.Clock);
            foreach (var (there, back, held, pause) in probes)
            {
                world.Probe(sync, TimeSpan.FromSeconds(there), TimeSpan.FromSeconds(back), TimeSpan.FromSeconds(held));
                AssertHonest(world, sync);
                world.Pass(TimeSpan.FromSeconds(pause));
                AssertHonest(world, sync);
            }
        });

    private static void AssertHonest(DeviceWorld world, ClockSync sync)
    {
        var reading = sync.Read()!;
        Assert.InRange((reading.ServerTime - world.Now).Duration(), TimeSpan.Zero, reading.Uncertainty);
    }
}
