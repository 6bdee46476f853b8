using CsCheck;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tests.Geography;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class DistancesTests
{
    private static readonly Gen<GeoPoint> Points = Gen.Select(Gen.Double[-89, 89], Gen.Double[-179, 179], (latitude, longitude) => new GeoPoint(latitude, longitude));

    [Fact]
    public void Metres_AnyPoints_AreThoseOfTheFormula() =>
        Gen.Select(Points, Points, Gen.OneOf(Gen.Const(1.0), Gen.Const(0.01), Gen.Const(1e-4))).Sample((one, far, part) =>
        {
            var other = new GeoPoint(one.Latitude + ((far.Latitude - one.Latitude) * part), one.Longitude + ((far.Longitude - one.Longitude) * part));
            var metres = Distances.Metres(PositionIndexTests.Point(1, 0, 0, one), PositionIndexTests.Point(2, 0, 0, other));
            var exact = Formulas.Metres(one, other);
            return Math.Abs(metres - exact) <= 0.05 + (exact * 0.001);
        });
}
