using Google.Type;
using static TaskForce.Geolocation.V1.PositionReport.Types;

namespace TaskForce.Client.Tests.Positions;

/// <summary>Which of a receiver's fixes are reported: one a second, of something that moves on the equator.</summary>
public class PositionThinnerTests
{
    private const double MetresPerDegree = 111_195;

    private static readonly DateTimeOffset Start = new(2026, 5, 4, 3, 0, 0, TimeSpan.Zero);

    private readonly PositionThinner _thinner = new(new());

    [Fact]
    public void StandsStill_SaysSoOftenEnoughNotToBeTakenForSilent() =>
        Assert.Equal([0, 60, 120, 180, 240], Drive(300, second => (0, 0)));

    /// <summary>The server takes a satellite receiver that has said nothing for two minutes for silent (<c>Positions:States</c>); a fix a second late, and the way there, have their place too.</summary>
    [Fact]
    public void Usually_LeavesTimeForTheWay() =>
        Assert.True(new PositionFrugality() is var usual && usual.Longest + usual.GatherFor + TimeSpan.FromSeconds(10) <= TimeSpan.FromMinutes(2));

    [Fact]
    public void DrivesStraightOn_OneReportInFifteenSeconds() =>
        Assert.Equal([0, 15, 30, 45, 60], Drive(61, second => (12 * second, 0)));

    [Fact]
    public void Walks_OnceTheStepIsWorthIt() =>
        Assert.Equal([0, 18, 36, 54], Drive(60, second => (1.4 * second, 0)));

    [Fact]
    public void Turns_IsToldOnceItIsSeen()
    {
        // East until 20 s, then north: 36 m on after three seconds.
        var told = Drive(30, second => second <= 20 ? (12 * second, 0) : (240, 12 * (second - 20)), heading: second => second <= 20 ? 90 : 0);

        Assert.Equal([0, 15, 21], told);
    }

    [Fact]
    public void FixIsBad_ItsShakeIsNoNews()
    {
        var shake = new Random(1);

        Assert.Equal([0, 60], Drive(120, second => (shake.NextDouble() * 100, shake.NextDouble() * 100), accuracy: 150));
    }

    [Fact]
    public void NearWhereItIsOrderedTo_EachStepIsTold_AndTheArrivalToTheSecond()
    {
        var place = (new LatLng { Latitude = 0, Longitude = 2000 / MetresPerDegree }, 206.0);
        var told = Drive(200, second => (12 * second, 0), place: place);

        // Some 800 m east it is 1000 m before the circle: from there on each step of 25 m, in three seconds. The circle begins at 1794 m.
        Assert.Equal(15, told.TakeWhile(second => second < 67).Zip(told.Skip(1), (one, next) => next - one).SkipLast(1).Max());
        Assert.All(told.Where(second => second > 70).Zip(told.Where(second => second > 70).Skip(1), (one, next) => next - one), step => Assert.InRange(step, 1, 3));
        Assert.Contains(150, told);
    }

    [Fact]
    public void HelpWasCalled_EachStepIsTold() =>
        Assert.Equal([0, 3, 6, 9], Drive(10, second => (12 * second, 0), isUrgent: true));

    [Fact]
    public void ClockIsSetBack_ItIsToldAllTheSame()
    {
        Assert.True(_thinner.Wants(new(At(0, 0), Source.Gnss), Start, isUrgent: false, null));
        Assert.True(_thinner.Wants(new(At(0, 0), Source.Gnss), Start.AddHours(-1), isUrgent: false, null));
        Assert.False(_thinner.Wants(new(At(0, 0), Source.Gnss), Start.AddHours(-1).AddSeconds(1), isUrgent: false, null));
    }

    private List<int> Drive(
        int seconds, Func<int, (double East, double North)> way, Func<int, float>? heading = null, float accuracy = 5, bool isUrgent = false, (LatLng, double)? place = null) =>
        [.. Enumerable.Range(0, seconds).Where(second => _thinner.Wants(
            new(At(way(second).East, way(second).North), Source.Gnss) { AccuracyMetres = accuracy, HeadingDegrees = heading?.Invoke(second) },
            Start.AddSeconds(second), isUrgent, place))];

    private static LatLng At(double eastMetres, double northMetres) => new() { Latitude = northMetres / MetresPerDegree, Longitude = eastMetres / MetresPerDegree };
}
