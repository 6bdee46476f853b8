using CsCheck;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Tests.Geography;

public class AreaTests
{
    private static readonly Polygon Strait = new([new(35.8, -5.7), new(36.1, -5.7), new(36.1, -5.3), new(35.8, -5.3)]);

    [Fact]
    public void MetresTo_AnyTwoPoints_IsTheGreatCircle() =>
        Gen.Select(Gens.Point, Gens.Point).Sample((a, b) => Math.Abs(a.MetresTo(b) - Formulas.Metres(a, b)) < 1);

    [Fact]
    public void ChordSquared_OfAnyDistance_LeadsBackToIt() =>
        Gen.Double[0, 20_000_000].Sample(metres => Math.Abs(Sphere.Metres(Sphere.ChordSquared(metres)) - metres) < 1);

    [Fact]
    public void Disc_AnyPoint_IsInsideIfNotFartherThanTheRadius() =>
        Gen.Select(Gens.Point, Gens.Point, Gen.Double[1, 20_000_000]).Where((c, p, r) => Math.Abs(Formulas.Metres(c, p) - r) > 1)
            .Sample((centre, point, radius) => new Disc(centre, radius).Contains(point) == Formulas.Metres(centre, point) < radius);

    [Theory]
    [InlineData(35.89, -5.5, true)]
    [InlineData(35.79, -5.5, false)]
    [InlineData(36.11, -5.5, false)]
    [InlineData(35.89, -5.71, false)]
    [InlineData(35.89, -5.29, false)]
    [InlineData(-35.89, 5.5, false)]
    public void Polygon_Point_IsInsideOrNot(double latitude, double longitude, bool inside) =>
        Assert.Equal(inside, Strait.Contains(new(latitude, longitude)));

    [Fact]
    public void Polygon_Concave_LeavesTheBayOut()
    {
        var bay = new Polygon([new(0, 0), new(10, 0), new(10, 10), new(5, 2), new(0, 10)]);

        Assert.False(bay.Contains(new(5, 8)));
        Assert.True(bay.Contains(new(9, 8)));
        Assert.True(bay.Contains(new(5, 1)));
    }

    [Fact]
    public void Bounds_AnyPolygon_HoldEveryPointOfIt() =>
        Gen.Select(Gens.Point.Array[3, 8], Gens.Point).Sample((corners, point) =>
        {
            var polygon = new Polygon(corners);
            return !polygon.Contains(point) || polygon.Bounds.Contains(point);
        });
}
