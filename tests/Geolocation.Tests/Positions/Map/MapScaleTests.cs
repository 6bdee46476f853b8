using TaskForce.Geolocation.Positions.Map;
using TaskForce.Geolocation.Tracks;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Tests.Positions.Map;

public class MapScaleTests
{
    // A pixel at zoom 10 is this at the equator.
    private const double PixelDegrees = 360.0 / 256 / 1024;

    [Theory]
    [InlineData(0, 0, 0, 0.9, false)]
    [InlineData(0, 0, 0, 1.1, true)]
    [InlineData(0, 0, 0.8, 0.8, true)]
    // Towards the pole a degree of latitude has more pixels, one of longitude as many.
    [InlineData(60, 0, 0.55, 0, true)]
    [InlineData(60, 0, 0, 0.9, false)]
    [InlineData(0, 180, 0, 0.9, false)]
    [InlineData(89.9, 0, 0, 0.9, false)]
    public void TellsApart_Places_FromAPixelOn(double latitude, double longitude, double pixelsNorth, double pixelsEast, bool isApart)
    {
        var (from, to) = (Dot(latitude, longitude), Dot(latitude + (pixelsNorth * PixelDegrees), longitude + (pixelsEast * PixelDegrees)) with { EventTime = 1 });

        Assert.Equal(isApart, new MapScale(10).TellsApart(from, to));
        Assert.True(new MapScale(null).TellsApart(from, to));
    }

    [Fact]
    public void TellsApart_AcrossTheAntimeridian_IsNear()
    {
        var (west, east) = (Dot(0, 180 - (0.4 * PixelDegrees)), Dot(0, -180 + (0.4 * PixelDegrees)) with { EventTime = 1 });

        Assert.False(new MapScale(10).TellsApart(west, east));
        Assert.False(new MapScale(10).TellsApart(east, west));
    }

    [Theory]
    // Eight pixels are 1223 m.
    [InlineData(10, 600, 2000, false)]
    [InlineData(10, 600, 2500, true)]
    [InlineData(10, 2500, 4900, false)]
    [InlineData(10, 5000, 2500, true)]
    [InlineData(null, 25, 900, false)]
    [InlineData(null, 25, 1000, true)]
    public void TellsApart_Radii_WhenTwiceAsLargeAndLargerThanAMark(int? zoom, float radius, float next, bool isApart) =>
        Assert.Equal(isApart, new MapScale(zoom).TellsApart(Dot(0, 0) with { Radius = radius }, Dot(0, 0) with { Radius = next }));

    [Fact]
    public void TellsApart_StateOrNation_Always()
    {
        Assert.True(new MapScale(0).TellsApart(Dot(0, 0), Dot(0, 0) with { State = State.Silent }));
        Assert.True(new MapScale(0).TellsApart(Dot(0, 0), Dot(0, 0) with { Nation = 2 }));
        Assert.False(new MapScale(null).TellsApart(Dot(0, 0), Dot(0, 0)));
    }

    private static MapDot Dot(double latitude, double longitude) => new()
    {
        EventTime = 0,
        Subject = 0,
        Latitude = Fix.Units(latitude),
        Longitude = Fix.Units(longitude),
        Radius = 25,
        HeadingDegrees = float.NaN,
        SpeedMps = float.NaN,
        State = State.Moving,
        Nation = 1,
    };
}
