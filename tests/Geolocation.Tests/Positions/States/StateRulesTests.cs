using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;
using static TaskForce.Geolocation.Tests.Positions.States.Track;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class StateRulesTests
{
    [Fact]
    public void Judge_OneReport_IsMovingSinceThen() => AssertState(Judge(At(0, 0)), Rule.None, isParked: false, since: 0);

    [Fact]
    public void Judge_DrivesAllTheTime_IsMovingSinceTheBeginning() => AssertState(Judge(Drive(0, 7200)), Rule.None, isParked: false, since: 0);

    [Theory]
    [InlineData(100, false)]
    [InlineData(120, true)]
    [InlineData(36_000, true)]
    public void Judge_AtRest_IsParkedAfterTwoMinutesSinceItsBeginning(double until, bool parked) =>
        AssertState(Judge(Rest(0, until)), Rule.None, parked, since: 0);

    [Fact]
    public void Judge_SlowButNotAtRest_IsNotParked() => AssertState(Judge(Seconds(0, 600, 10).Select(second => At(second, second * 1.4))), Rule.None, isParked: false, since: 0);

    [Fact]
    public void Judge_AtRestBetweenDrives_KnowsSinceWhenEach()
    {
        var arrival = Drive(0, 600).Concat(Rest(610, 4000, 12_000)).ToList();
        var departure = Drive(4010, 6000, 12_100).ToList();

        AssertState(Judge(arrival), Rule.None, isParked: true, since: 610);
        AssertState(Judge(arrival.Concat(departure)), Rule.None, isParked: false, since: 4010);
    }

    [Fact]
    public void Judge_OneReportEveryQuarterOfAnHour_KnowsRestToo() => AssertState(Judge(Rest(0, 36_000, every: 900)), Rule.None, isParked: true, since: 0);

    [Fact]
    public void Judge_CoarseFixes_AreNotTakenForRest() =>
        AssertState(Judge(Seconds(0, 1200, 60).Select(second => At(second, 0, accuracy: 1000, source: Source.Network))), Rule.None, isParked: false, since: 0);

    [Fact]
    public void Judge_JumpAndBack_MarksTheOutlierOnly()
    {
        var before = Drive(0, 300).ToList();
        var jump = At(305, 200_000, 20);

        var atJump = Judge(before.Append(jump));
        AssertState(atJump, Rule.Jump, isParked: false, since: 0);
        Assert.Equal(300, SecondOf(atJump.Plausible));
        Assert.Equal((194_000.0, 5.0), (Math.Round(atJump.Standing.Finding.Metres / 1000) * 1000, atJump.Standing.Finding.Seconds));
        for (var back = 310; back <= 800; back += 10)
        {
            AssertState(Judge(before.Append(jump).Concat(Drive(310, back, 6200))), Rule.None, isParked: false, since: 0);
        }
    }

    [Fact]
    public void Judge_ThreeInARowElsewhere_OutweighWhatWasBefore()
    {
        var elsewhere = Drive(305, 335, 200_000).ToList();

        Assert.Equal([Rule.Jump, Rule.Jump, Rule.None, Rule.None],
            Enumerable.Range(1, 4).Select(count => Judge(Drive(0, 300).Concat(elsewhere.Take(count))).Standing.Finding.Rule));
        AssertState(Judge(Drive(0, 300).Concat(Drive(305, 7200, 200_000))), Rule.None, isParked: false, since: 305);
    }

    [Fact]
    public void Judge_FirstReportOfAllIsWrong_IsOutweighedToo() =>
        AssertState(Judge(Drive(10, 600).Prepend(At(0, 500_000))), Rule.None, isParked: false, since: 10);

    [Fact]
    public void Judge_LongWayInAsLongATime_IsNoJump() => AssertState(Judge(At(0, 0), At(7200, 1_500_000)), Rule.None, isParked: false, since: 0);

    [Fact]
    public void Judge_InaccurateFixesFarApart_AreNoJump() =>
        Assert.Equal(Rule.None, Judge(At(0, 0, accuracy: 3000, source: Source.Network), At(1, 5000, accuracy: 3000, source: Source.Network)).Standing.Finding.Rule);

    [Fact]
    public void Judge_SamePlaceToTheBitWhileSpeedIsReported_IsFrozenSinceItBegan()
    {
        for (var until = 360; until <= 7200; until += 10)
        {
            var frozen = Judge(Drive(0, 300).Concat(Seconds(305, until, 5).Select(second => At(second, 6000, 20))));

            Assert.Equal(Rule.Frozen, frozen.Standing.Finding.Rule);
            Assert.InRange(SecondOf(frozen.Plausible), 300, 340);
            Assert.Equal(SecondOf(frozen.Plausible), SecondOf(frozen.Standing.ImplausibleSince));
        }
    }

    [Fact]
    public void Judge_AfterAFrozenFix_IsPlausibleAgainAtOnce() => Assert.Equal(Rule.None,
        Judge(Drive(0, 300).Concat(Seconds(305, 900, 5).Select(second => At(second, 6000, 20))).Concat(Drive(905, 905, 6500))).Standing.Finding.Rule);

    [Theory]
    [InlineData(1700, Source.Gnss, false)]
    [InlineData(1800, Source.Gnss, true)]
    [InlineData(90_000, Source.Manual, false)]
    [InlineData(90_000, Source.Network, false)]
    public void Judge_SamePlaceToTheBit_IsFrozenIfAReceiverSaysItForLong(double until, Source source, bool frozen) =>
        Assert.Equal(frozen ? Rule.Frozen : Rule.None, Judge(Seconds(0, until, 10).Select(second => At(second, 0, source: source))).Standing.Finding.Rule);

    [Fact]
    public void Judge_FarFasterThanItSays_IsSpoofedAndItWasWhereTheCheckBegan()
    {
        var spoofed = Judge(Seconds(0, 120, 10).Select(second => At(second, second * 100, 3)));

        Assert.Equal(Rule.Spoofed, spoofed.Standing.Finding.Rule);
        Assert.InRange(SecondOf(spoofed.Plausible), 0, 60);
    }

    [Fact]
    public void Judge_SaysItRacesAndStaysWithinAFewMetres_IsSpoofed() =>
        Assert.Equal(Rule.Spoofed, Judge(Seconds(0, 120, 10).Select(second => At(second, Math.Sin(second), 60))).Standing.Finding.Rule);

    [Theory]
    [InlineData(60, 15)]
    [InlineData(200, 30)]
    public void Judge_DrivesInCircles_IsPlausible(double radius, double speed)
    {
        var round = Seconds(0, 600, 1).Select(second => (second, angle: second * speed / radius))
            .Select(at => At(at.second, radius * Math.Cos(at.angle), (float)speed, north: radius * Math.Sin(at.angle)));

        Assert.Equal(Rule.None, Judge(round).Standing.Finding.Rule);
    }

    [Fact]
    public void Judge_SimulatedInFastMotion_IsPlausible() =>
        Assert.Equal(Rule.None, Judge(Seconds(0, 120, 1).Select(second => At(second, second * 20_000, 3, source: Source.Simulated))).Standing.Finding.Rule);

    /// <summary>Whatever honest subjects do, with receivers as noisy as they say.</summary>
    [Fact]
    public void Judge_HonestSubjects_AreNeverImplausible()
    {
        var judged = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var journey = new Journey(seed);
            var book = new StateBook(new());
            foreach (var report in journey.Reports(hours: 2))
            {
                book.Take(report, out _);
                Assert.True(book.Find(0)!.Standing.IsPlausible, $"seed {seed}, second {SecondOf(report)}: {book.Find(0)!.Standing.Finding}");
                judged++;
            }
        }

        Assert.InRange(judged, 20_000, int.MaxValue);
    }

    // Since when is known to a slot.
    private static void AssertState(Known known, Rule rule, bool isParked, double since)
    {
        Assert.Equal((rule, isParked), (known.Standing.Finding.Rule, known.Standing.IsParked));
        Assert.InRange(SecondOf(known.Standing.MotionSince), since, since + 40);
    }
}
