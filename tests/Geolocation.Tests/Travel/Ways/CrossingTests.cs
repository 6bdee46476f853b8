using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel.Ways;

public class CrossingTests(TravelModels models) : IClassFixture<TravelModels>
{
    private static readonly GeoPoint[] Towns =
    [
        new(53.55, 9.99), new(48.57, 7.81), new(52.52, 13.4), new(40.42, -3.7), new(36.01, -5.6), new(35.76, -5.83), new(35.17, -2.93), new(30.43, -9.6),
        new(34.68, -1.91), new(35.29, -2.94), new(51.5, -0.13), new(55.68, 12.57), new(45.46, 9.19), new(38.12, 13.36), new(33.57, -7.59),
    ];

    [Fact]
    public void Crossings_AddedOneAfterAnother_NeverMakeAWayLonger()
    {
        var random = new Random(11);
        var crossings = TravelModels.Options().Crossings.Where(crossing => crossing.Modes.Contains(TravelMode.Car))
            .SelectMany(crossing => new[] { crossing, Invented(random) }).ToArray();
        random.Shuffle(crossings);
        var before = Seconds(0);
        foreach (var count in new[] { 5, 12, 25, crossings.Length })
        {
            var after = Seconds(count);
            Assert.All(before.Zip(after), pair => Assert.True(pair.Second <= pair.First + 1, $"{pair.First} s became {pair.Second} s"));
            before = after;
        }

        double[] Seconds(int count)
        {
            var options = TravelModels.Options();
            options.Crossings = [.. crossings.Take(count)];
            var model = TravelModels.Of(options);
            return [.. from a in Towns.Select(model.PlaceAt) from b in Towns.Select(model.PlaceAt) select model.By(TravelMode.Car).Seconds(a, b, 0)];
        }
    }

    [Fact]
    public void Unusable_Delivered_IsNothing() => Assert.Empty(models.Delivered.Map.Unusable);

    [Fact]
    public void Unusable_CrossingBetweenPlacesAtSea_IsNamed()
    {
        var options = TravelModels.Bare();
        PlaceOptions[] ends = [new() { Name = "A", Latitude = 40, Longitude = 5 }, new() { Name = "B", Latitude = 35, Longitude = -5 }];
        options.Crossings = [new() { Kind = "bridge", Ends = [.. ends], Modes = [TravelMode.Car] }];

        Assert.Equal(["bridge A–B (Car)"], TravelModels.Of(options).Map.Unusable);
    }

    [Fact]
    public void Kehl_ToTangierByCar_GoesOverTheStraitsFerryWithItsDelays()
    {
        var legs = LegsOf(new(48.5746, 7.815), new(35.7595, -5.834), TravelMode.Car);

        var names = legs.Select(leg => leg.Name).Where(name => name.Length > 0).Distinct().ToList();
        Assert.Equal(["ferry Tarifa–Tangier", "ES–MA"], names);
        Assert.InRange(legs.Where(leg => leg.Mode == TravelMode.Car && leg.Name.Length == 0).Sum(leg => leg.Seconds), 22 * 3600, 32 * 3600);
    }

    [Theory]
    [InlineData(36.0139, -5.6044, 35.7595, -5.834, 2.0, 3.5)] // Tarifa to Tangier: no drive of half an hour
    [InlineData(36.13, -5.45, 35.89, -5.5, 2.5, 3.5)] // Algeciras to Tanger Med
    [InlineData(35.292, -2.938, 35.1681, -2.9335, 0.7, 1.5)] // Melilla to Nador, over the border
    [InlineData(53.54, 9.98, 54.32, 10.13, 1.0, 2.0)] // Hamburg to Kiel
    [InlineData(53.54, 9.98, 54.44, 11.19, 1.5, 3.0)] // Hamburg to Fehmarn, over the sound's bridge
    [InlineData(52.52, 13.405, 51.5074, -0.1278, 12, 20)] // Berlin to London, through the tunnel
    public void Seconds_KnownPairByCar_ArePlausible(double latitude, double longitude, double toLatitude, double toLongitude, double least, double most) =>
        Assert.InRange(Hours(new(latitude, longitude), new(toLatitude, toLongitude), TravelMode.Car), least, most);

    [Fact]
    public void Agadir_ToTheCanariesByCar_IsImpossible() => Assert.Equal(double.PositiveInfinity, Hours(new(30.4278, -9.5981), new(28.12, -15.5), TravelMode.Car));

    [Fact]
    public void OpenSea_ByCar_IsImpossible()
    {
        Assert.Equal(double.PositiveInfinity, Hours(new(35.97, -5.55), new(35.7595, -5.834), TravelMode.Car));
        Assert.Equal(double.PositiveInfinity, Hours(new(35.7595, -5.834), new(40, 5), TravelMode.Car));
    }

    [Fact]
    public void WaysAcrossTheAntimeridianAndThePole_AreShort()
    {
        Assert.InRange(Hours(new(67.5, 178.5), new(67.5, -178.5), TravelMode.Car), 1.5, 4);
        Assert.InRange(Hours(new(-88, 0), new(-88, 180), TravelMode.Car), 6, 12);
        Assert.InRange(Hours(new(0, 179), new(0, -179), TravelMode.Boat), 4, 7);
    }

    [Fact]
    public void ClosedBorder_IsGoneRound()
    {
        var (oujda, oran) = (new GeoPoint(34.6814, -1.9086), new GeoPoint(35.69, -0.63));

        var names = LegsOf(oujda, oran, TravelMode.Car).Select(leg => leg.Name).ToList();

        Assert.DoesNotContain("MA–DZ", names);
        Assert.True(Hours(oujda, oran, TravelMode.Car) > 24);
    }

    [Fact]
    public void HamburgToTangerMed_ByBoat_GoesDownTheElbeAndRoundSpain()
    {
        var (hamburg, tangerMed) = (new GeoPoint(53.54, 9.98), new GeoPoint(35.89, -5.5));
        var boat = TravelModels.Options().Modes[TravelMode.Boat];

        var metres = (Hours(hamburg, tangerMed, TravelMode.Boat) - (boat.StartUp + boat.Arrival).TotalHours) * boat.SpeedKmh / boat.DetourFactor;

        // By sea it is about 1,560 nautical miles.
        Assert.InRange(metres, 2600, 3200);
    }

    private static CrossingOptions Invented(Random random) => new()
    {
        Kind = "ferry",
        Ends = [PlaceOf(random), PlaceOf(random)],
        Duration = TimeSpan.FromMinutes(random.Next(10, 600)),
        Waiting = TimeSpan.FromMinutes(random.Next(0, 120)),
        Modes = [TravelMode.Car],
    };

    private static PlaceOptions PlaceOf(Random random) =>
        new() { Name = "Port", Latitude = 30 + (random.NextDouble() * 25), Longitude = -10 + (random.NextDouble() * 25) };

    private double Hours(GeoPoint from, GeoPoint to, TravelMode mode) =>
        models.Delivered.By(mode).Seconds(models.Delivered.PlaceAt(from), models.Delivered.PlaceAt(to), 0) / 3600;

    private List<JourneyLeg> LegsOf(GeoPoint from, GeoPoint to, TravelMode mode)
    {
        var itinerary = new Itinerary();
        models.Delivered.By(mode).Describe(models.Delivered.PlaceAt(from), models.Delivered.PlaceAt(to), 0, itinerary);
        return itinerary.Legs;
    }
}
