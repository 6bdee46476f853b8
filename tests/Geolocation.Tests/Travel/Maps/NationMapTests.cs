using CsCheck;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tests.Geography;
using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Tests.Travel.Maps;

public class NationMapTests
{
    private static NationMap Map => TravelModels.Nations;

    [Theory]
    [InlineData("DE", 52.52, 13.405)]
    [InlineData("DE", 48.5746, 7.815)]
    [InlineData("FR", 48.58, 7.70)]
    [InlineData("MA", 33.5, -7.4)]
    [InlineData("ES", 36.2, -5.5)]
    [InlineData("ES", 35.292, -2.938)] // Melilla, smaller than two cells
    [InlineData("ES", 35.889, -5.32)] // Ceuta
    [InlineData("GI", 36.14, -5.353)]
    [InlineData("DZ", 23, 5)]
    [InlineData("RU", 66.5, 179)]
    [InlineData("RU", 66.5, -175)]
    [InlineData("FJ", -16.6, 179.2)] // its outline jumps from 180 to -180 degrees
    [InlineData("FJ", -16.85, -179.95)]
    [InlineData("AQ", -90, 0)]
    [InlineData("AQ", -89.99, 180)]
    [InlineData("", 90, 0)]
    [InlineData("", 35.95, -5.6)] // the Strait of Gibraltar
    [InlineData("", 40, 5)]
    [InlineData("", 54.2, 7.5)]
    [InlineData("", -16.9, -20)] // the latitude of Fiji, in the Atlantic
    [InlineData("", 0, 180)]
    [InlineData("", 0, -180)]
    public void OwnerAt_KnownPlace_IsItsNationOrWater(string nation, double latitude, double longitude) =>
        Assert.Equal(nation, Map.CodeOf(OwnerAt(new(latitude, longitude))));

    [Fact]
    public void OwnerAt_AnyPoint_IsWhatItsRowReads()
    {
        var cells = new byte[NationMap.Columns];
        Gens.Point.Sample(point =>
        {
            Map.Read(NationMap.RowOf(point), cells);
            return cells[NationMap.ColumnOf(point)] == OwnerAt(point);
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void Land_OfTheEarth_IsAboutThreeTenths()
    {
        var (land, all) = (0.0, 0.0);
        var cells = new byte[NationMap.Columns];
        for (var row = 0; row < NationMap.Rows; row++)
        {
            Map.Read(row, cells);
            var weight = Math.Cos(double.DegreesToRadians(((row + 0.5) / NationMap.CellsPerDegree) - 90));
            all += weight * cells.Length;
            land += weight * cells.Count(owner => owner != NationMap.Water);
        }

        // 148.9 of 510.1 million square kilometres; the map takes lakes for land.
        Assert.InRange(land / all, 0.285, 0.300);
    }

    [Fact]
    public void CellsWithin_AnyPoint_HoldEveryPointThatNear()
    {
        // Near by making, not by chance: of points anywhere hardly two are.
        Gen.Select(Gens.Point, Gen.Double[-1, 1], Gen.Double[-1, 1], Gen.Double[1, 300_000]).Sample((a, north, east, reach) =>
        {
            var b = Beside(a, north * reach, east * reach);
            if (a.MetresTo(b) > reach)
            {
                return true;
            }

            var (rows, columns) = NationMap.CellsWithin(a.Latitude, reach);
            var apart = Math.Abs(NationMap.ColumnOf(a) - NationMap.ColumnOf(b));
            return Math.Abs(NationMap.RowOf(a) - NationMap.RowOf(b)) <= rows && Math.Min(apart, NationMap.Columns - apart) <= columns + 1;
        }, iter: 300);
    }

    private static GeoPoint Beside(GeoPoint point, double northMetres, double eastMetres)
    {
        const double MetresPerDegree = 111_195;
        var latitude = Math.Clamp(point.Latitude + (northMetres / MetresPerDegree), -90, 90);
        var east = eastMetres / (MetresPerDegree * Math.Max(0.001, Math.Cos(latitude * Math.PI / 180)));
        return new(latitude, Math.IEEERemainder(point.Longitude + east, 360));
    }

    private static byte OwnerAt(GeoPoint point) => Map.OwnerAt(NationMap.RowOf(point), NationMap.ColumnOf(point));
}
