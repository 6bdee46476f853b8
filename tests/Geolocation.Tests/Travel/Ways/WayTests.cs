using CsCheck;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tests.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Geolocation.Travel.Maps;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel.Ways;

/// <summary>The laws of ways, and ways that are found in another way.</summary>
public class WayTests(TravelModels models) : IClassFixture<TravelModels>
{
    private static readonly Lazy<Cells> Land = new(() => new());

    private static readonly Gen<GeoPoint> Anywhere = Gen.Select(Gen.Double[-60, 75], Gen.Double[-180, 180], (lat, lon) => new GeoPoint(lat, lon)).Where(IsLand);

    // Both shores of the western Mediterranean, where the missions are.
    private static readonly Gen<GeoPoint> Near = Gen.Select(Gen.Double[28, 56], Gen.Double[-12, 16], (lat, lon) => new GeoPoint(lat, lon)).Where(IsLand);

    [Fact]
    public void Course_WithoutCrossings_ExistsWhereLandHangsTogether()
    {
        Gen.OneOf(Gen.Select(Anywhere, Anywhere), Gen.Select(Near, Near)).Sample((a, b) =>
            MetresOf(models.WithoutCrossings, a, b) is not null == Land.Value.AreJoined(a, b), iter: 50, threads: 1);
    }

    [Fact]
    public void Course_ThereAndBack_TakesTheSame()
    {
        Gen.Select(Near, Near).Sample((a, b) =>
        {
            var (there, back) = (SecondsOf(models.Delivered, a, b), SecondsOf(models.Delivered, b, a));
            return there == back || Math.Abs(there - back) < 5;
        }, iter: 40, threads: 1);
    }

    [Fact]
    public void Course_ByAThirdPlace_IsHardlyShorter()
    {
        // Within what a way through open cells may be too long, and a cell at each end.
        Gen.Select(Near, Near, Near).Sample((a, b, c) =>
            SecondsOf(models.Delivered, a, c) <= ((SecondsOf(models.Delivered, a, b) + SecondsOf(models.Delivered, b, c)) * 1.05) + (2 * 3600), iter: 40, threads: 1);
    }

    [Fact]
    public void Course_OverLand_IsNoShorterThanTheGreatCircle()
    {
        Gen.Select(Near, Near).Sample((a, b) => MetresOf(models.WithoutCrossings, a, b) is not { } metres || metres >= a.MetresTo(b) - 1, iter: 40, threads: 1);
    }

    [Theory]
    [InlineData(TravelMode.Car, 44.42, 8.95, 43.55, 16.5, 38, 47, 6, 20)] // Genoa to Split, round the Adriatic
    [InlineData(TravelMode.Car, 43.4, -7.5, 37.3, -7.2, 35, 45, -10, 0)] // through Spain and Portugal
    [InlineData(TravelMode.Car, 57.5, 10.2, 53.6, 10.0, 52, 58, 7, 12)] // up Jutland
    [InlineData(TravelMode.Boat, 35.4, -3.9, 33.7, -7.8, 32, 38, -10, -1)] // Al Hoceima to Casablanca, through the Strait
    [InlineData(TravelMode.Boat, 44.2, 8.9, 43.3, 16.0, 35, 46, 6, 21)] // Genoa to Split, round Italy
    [InlineData(TravelMode.Boat, 54.2, 8.0, 54.6, 10.5, 53, 59, 6, 13)] // the North Sea to Kiel, round Skagen
    public void Course_RoundSomething_IsAsLongAsAFineSearchFinds(
        TravelMode mode, double latitude, double longitude, double toLatitude, double toLongitude, double south, double north, double west, double east)
    {
        var (from, to) = (new GeoPoint(latitude, longitude), new GeoPoint(toLatitude, toLongitude));
        var fine = new FineSearch(mode != TravelMode.Boat, south, north, west, east).Metres(from, to);

        var metres = mode == TravelMode.Boat ? WaterMetres(models.WithoutCrossings, from, to) : MetresOf(models.WithoutCrossings, from, to);

        // The fine search goes in eight directions, so it is up to 8 % too long.
        Assert.InRange(metres!.Value, fine * 0.87, fine * 1.06);
    }

    private static bool IsLand(GeoPoint point) => TravelModels.Nations.OwnerAt(NationMap.RowOf(point), NationMap.ColumnOf(point)) != NationMap.Water;

    private static double? MetresOf(TravelModel model, GeoPoint from, GeoPoint to) => model.Car.Best(model.PlaceAt(from).ByCar, model.PlaceAt(to).ByCar)?.Metres;

    private static double? WaterMetres(TravelModel model, GeoPoint from, GeoPoint to) =>
        model.Boat.Course(model.PlaceAt(from), model.PlaceAt(to))?.Metres;

    private static double SecondsOf(TravelModel model, GeoPoint from, GeoPoint to) =>
        model.By(TravelMode.Car).Seconds(model.PlaceAt(from), model.PlaceAt(to), 0);
}
