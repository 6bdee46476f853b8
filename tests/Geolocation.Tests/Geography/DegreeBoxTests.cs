using CsCheck;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Tests.Geography;

public class DegreeBoxTests
{
    [Fact]
    public void MayHold_AnyPointOfAnyDisc_IsTrue() =>
        Gen.Select(Gens.Point, Gens.Point, Gen.OneOf(Gen.Double[1, 1000], Gen.Double[1, 20_000_000])).Sample((centre, point, radius) =>
        {
            // Most points are nowhere near a small disc: one on its edge, too.
            var disc = new Disc(centre, radius);
            var edge = new GeoPoint(Math.Min(90, centre.Latitude + double.RadiansToDegrees(radius / Sphere.EarthRadiusMetres)), centre.Longitude);

            Assert.All([point, centre, edge], at => Assert.True(!disc.Contains(at) || DegreeBox.Of(disc).MayHold(at)));
        });

    [Fact]
    public void MayHold_FarAway_IsFalse()
    {
        var box = DegreeBox.Of(new(new(36, 179.9), 50_000));

        Assert.True(box.MayHold(new(36, -179.9)));
        Assert.False(box.MayHold(new(36, -178)));
        Assert.False(box.MayHold(new(37, 179.9)));
    }
}
