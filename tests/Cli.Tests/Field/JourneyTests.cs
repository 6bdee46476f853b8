using CsCheck;
using Google.Type;
using TaskForce.Cli.Field;

namespace TaskForce.Cli.Tests.Field;

public sealed class JourneyTests
{
    private static readonly Gen<LatLng> Points = Gen.Select(Gen.Double[-80, 80], Gen.Double[-170, 170], (lat, lon) => new LatLng { Latitude = lat, Longitude = lon });

    [Fact]
    public void At_Ends_AreExact() => Gen.Select(Points, Points).Sample((from, to) =>
    {
        var journey = new Journey(from, to);

        Assert.Equal((from, to), (journey.At(0), journey.At(1)));
    });

    // Parts of a great circle are as long as they say.
    [Fact]
    public void At_AnyPart_LiesThatPartOfTheWayFromTheStart() => Gen.Select(Points, Points, Gen.Double[0.05, 0.95]).Sample((from, to, part) =>
    {
        var whole = Distance(from, to);
        // Opposite points have no one shortest way.
        if (whole < Math.PI - 0.05)
        {
            Assert.Equal(part * whole, Distance(from, new Journey(from, to).At(part)), 1e-6);
        }
    });

    [Fact]
    public void HeadingAt_NorthAndEast_AreZeroAndNinety()
    {
        var start = new LatLng { Latitude = 0, Longitude = 10 };

        Assert.Equal(0, new Journey(start, new() { Latitude = 20, Longitude = 10 }).HeadingAt(0), 0.01);
        Assert.Equal(90, new Journey(start, new() { Latitude = 0, Longitude = 30 }).HeadingAt(0), 0.01);
    }

    // Haversine, another formula than the one under test.
    private static double Distance(LatLng a, LatLng b)
    {
        var (dLat, dLon) = (Radians(b.Latitude - a.Latitude) / 2, Radians(b.Longitude - a.Longitude) / 2);
        var h = Math.Pow(Math.Sin(dLat), 2) + (Math.Cos(Radians(a.Latitude)) * Math.Cos(Radians(b.Latitude)) * Math.Pow(Math.Sin(dLon), 2));
        return 2 * Math.Asin(Math.Sqrt(Math.Min(1, h)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
