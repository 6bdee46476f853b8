using CsCheck;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;
using static TaskForce.Geolocation.Tests.Positions.States.Track;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class WindowTests
{
    // As far as four slots reach surely, so that none is anchor yet.
    private const double Span = 110;

    [Fact]
    public void Add_InAnyOrder_KnowsTheSame() =>
        Gen.Select(Gen.Double[0, Span].Array[1, 60], Gen.Double[-300, 300].Array[60], Gen.Double[0, 40].Array[60], Gen.Int[0, 10_000]).Sample((seconds, places, speeds, seed) =>
        {
            var points = seconds.Select(second => Math.Round(second, 2)).Distinct()
                .Select((second, i) => At(second, places[i] * (i % 7 == 0 ? 1000 : 1), (float)speeds[i])).ToArray();
            var shuffled = points.ToArray();
            new Random(seed).Shuffle(shuffled);

            var (one, other) = (Judge(points.OrderBy(point => point.EventTime)), Judge(shuffled));

            // Which late report was the last to change something is a matter of the order.
            Assert.Equal(one with { ChangedBy = 0 }, other with { ChangedBy = 0 });
        });

    [Fact]
    public void Add_ReportsOfADay_StayFew()
    {
        var window = new Window();
        foreach (var point in Drive(0, 86_400, every: 1))
        {
            window.Add(point, Rules);
        }

        Assert.InRange(window.Points.Length, 1, 8);
    }

    [Fact]
    public void Add_SameTimeAgain_ChangesNothing()
    {
        var window = new Window();
        window.Add(At(0, 0), Rules);

        Assert.False(window.Add(At(0, 9000), Rules));
        Assert.Equal(1, window.Points.Length);
    }

    /// <summary>What a restart reads is what the window held.</summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(0, 3000)]
    [InlineData(600, 1000)]
    [InlineData(3000, 0)]
    public void Points_TakenInAgain_TellTheSame(double driven, double rested)
    {
        var known = new StateBook(new());
        foreach (var point in Drive(-driven, 0, -20 * driven).Concat(Rest(5, rested)))
        {
            known.Take(point, out _);
        }

        var again = new StateBook(new());
        again.Restore(known.PointsOf(0));

        Assert.Equal(known.Find(0), again.Find(0));
    }

    [Fact]
    public void Points_OfAnyJourneyTakenInAgain_TellTheSame()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var known = new StateBook(new());
            foreach (var (i, report) in new Journey(seed).Reports(hours: 3).Index())
            {
                known.Take(report, out _);
                if (i % 11 == 0)
                {
                    var again = new StateBook(new());
                    again.Restore(known.PointsOf(0));

                    Assert.Equal(known.Find(0), again.Find(0));
                }
            }
        }
    }

    [Fact]
    public void Add_BackWhereTheJourneyBegan_IsParkedSinceItsReturn()
    {
        var there = Drive(0, 300).Concat(Seconds(310, 610, 10).Select(second => At(second, 6000 - (20 * (second - 310)), 20)));

        var known = Judge(there.Concat(Rest(620, 4000)));

        Assert.True(known.Standing.IsParked);
        Assert.InRange(SecondOf(known.Standing.MotionSince), 610, 660);
    }

    [Fact]
    public void Add_LateReportFromElsewhereDuringARest_RestBeganLater()
    {
        var rest = Rest(0, 3600).ToList();

        var known = Judge(rest.Append(At(1805, 5000, 20)));

        Assert.True(known.Standing.IsParked);
        Assert.InRange(SecondOf(known.Standing.MotionSince), 1805, 3480);
    }

    [Fact]
    public void Add_LateReportThatBridgesAJump_MakesItPlausible()
    {
        Fix[] jump = [At(0, 0), At(10, 10), At(20, 100_000)];

        Assert.Equal(Rule.Jump, Judge(jump).Standing.Finding.Rule);
        // The first two were the outliers.
        Assert.Equal(Rule.None, Judge([.. jump, At(15, 99_900), At(12, 99_800)]).Standing.Finding.Rule);
    }
}
