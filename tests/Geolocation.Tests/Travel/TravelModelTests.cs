using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel;

/// <summary>The travel model with the figures that the service is delivered with.</summary>
public class TravelModelTests(TravelModels models) : IClassFixture<TravelModels>
{
    // Longer than any drive within Europe or the Maghreb.
    private const double LongestDrive = 100 * 3600;

    private static readonly GeoPoint TangerMed = new(35.89, -5.5);
    private static readonly GeoPoint Tetouan = new(35.5785, -5.3684);
    private static readonly GeoPoint Casablanca = new(33.606, -7.611);
    private static readonly GeoPoint Berlin = new(52.52, 13.405);
    private static readonly GeoPoint Munich = new(48.137, 11.575);
    private static readonly GeoPoint Hamburg = new(53.54, 9.98);
    private static readonly GeoPoint Tarifa = new(36.0139, -5.6044);
    private static readonly GeoPoint London = new(51.5074, -0.1278);
    private static readonly GeoPoint Madrid = new(40.4168, -3.7038);
    private static readonly GeoPoint Agadir = new(30.4278, -9.5981);

    private TravelModel Delivered => models.Delivered;

    [Theory]
    [MemberData(nameof(Places.Moroccan), MemberType = typeof(Places))]
    public void Fastest_ByCarFromAMoroccanPlaceWithoutFerries_LeadsToEuropeAllRoundTheMediterranean(string place, double latitude, double longitude)
    {
        Assert.True(Leads(models.WithoutCrossings, Tetouan, new(latitude, longitude), TravelMode.Car), place);
        Assert.True(Fastest(models.WithoutCrossings, new(latitude, longitude), Berlin, TravelMode.Car).Seconds > LongestDrive, place);
    }

    [Theory]
    [MemberData(nameof(Places.German), MemberType = typeof(Places))]
    public void Fastest_ByCarToAGermanPlace_LeadsFromGermany(string place, double latitude, double longitude) =>
        Assert.True(Leads(models.WithoutCrossings, Berlin, new(latitude, longitude), TravelMode.Car), place);

    [Fact]
    public void Fastest_AcrossTheStraitWithoutFerries_IsNeitherAShortDriveNorAWalk()
    {
        Assert.True(Leads(models.WithoutCrossings, Berlin, Tarifa, TravelMode.Car));
        Assert.False(Leads(models.WithoutCrossings, Tarifa, TangerMed, TravelMode.Foot));
        Assert.True(Leads(models.WithoutCrossings, Tarifa, TangerMed, TravelMode.Helicopter));

        Assert.True(Fastest(models.WithoutCrossings, TangerMed, Tarifa, TravelMode.Car).Seconds > LongestDrive);
    }

    [Fact]
    public void Fastest_ByCarToAnIslandWithoutCrossings_DoesNotLeadThere() => Assert.False(Leads(models.WithoutCrossings, Berlin, London, TravelMode.Car));

    [Fact]
    public void Fastest_ByBoat_NeedsWaterAtBothEnds()
    {
        Assert.True(Leads(Delivered, Hamburg, TangerMed, TravelMode.Boat));
        Assert.False(Leads(Delivered, Berlin, TangerMed, TravelMode.Boat));
        Assert.False(Leads(Delivered, TangerMed, Berlin, TravelMode.Boat));
    }

    [Fact]
    public void Fastest_ByHelicopterBeyondItsRange_LeadsAsFarAsItsStops()
    {
        Assert.True(Leads(Delivered, TangerMed, Casablanca, TravelMode.Helicopter));
        Assert.False(Leads(Delivered, Berlin, TangerMed, TravelMode.Helicopter));

        var figures = TravelModels.Options().Modes[TravelMode.Helicopter];
        var seconds = Fastest(Delivered, Madrid, Agadir, TravelMode.Helicopter).Seconds!.Value;
        var flight = Madrid.MetresTo(Agadir) / 1000 / figures.SpeedKmh * 3600;
        Assert.InRange(seconds - flight - (figures.StartUp + figures.Arrival + (2 * figures.RefuelTime)).TotalSeconds, 0, flight * 0.1);
    }

    [Fact]
    public void Fastest_SeveralModes_TakesTheFastestThatLeads()
    {
        TravelMode[] all = [TravelMode.Foot, TravelMode.Car, TravelMode.Helicopter, TravelMode.Plane];
        Assert.Equal(TravelMode.Helicopter, Fastest(Delivered, TangerMed, Casablanca, all).Mode);
        Assert.Equal(TravelMode.Plane, Fastest(Delivered, Berlin, TangerMed, TravelMode.Car, TravelMode.Helicopter, TravelMode.Plane).Mode);
        Assert.Equal(TravelMode.Car, Fastest(Delivered, TangerMed, Tetouan, TravelMode.Plane, TravelMode.Car).Mode);
    }

    [Fact]
    public void Fastest_ByCarOverOpenLand_IsTheGreatCircleTimesTheDetourOverTheSpeedPlusTheStart()
    {
        var car = TravelModels.Options().Modes[TravelMode.Car];

        var journey = Fastest(Delivered, Berlin, Munich, TravelMode.Car);

        Assert.Equal(Berlin.MetresTo(Munich), journey.Metres, precision: 3);
        var straight = car.StartUp.TotalSeconds + (journey.Metres / 1000 * car.DetourFactor / car.SpeedKmh * 3600);
        Assert.InRange(journey.Seconds!.Value, straight - 1, straight * 1.05);
    }

    [Fact]
    public void Fastest_ByPlane_CostsTheAirportsAndTheWayToThem()
    {
        var plane = TravelModels.Options().Modes[TravelMode.Plane];
        var (fromBerlin, toTetouan) = (new GeoPoint(52.3667, 13.5033), new GeoPoint(35.5943, -5.32));
        var flight = fromBerlin.MetresTo(toTetouan) / 1000 * plane.DetourFactor / plane.SpeedKmh * 3600;

        var gateToGate = Fastest(Delivered, fromBerlin, toTetouan, TravelMode.Plane).Seconds!.Value;
        var doorToDoor = Fastest(Delivered, Berlin, TangerMed, TravelMode.Plane).Seconds!.Value;

        Assert.Equal((plane.StartUp + plane.Arrival).TotalSeconds + flight, gateToGate, precision: 0);
        Assert.InRange(doorToDoor - gateToGate, 20 * 60, 90 * 60);
    }

    [Fact]
    public void Fastest_ByPlaneWithoutAirports_StartsAndLandsAnywhere()
    {
        var plane = TravelModels.Options().Modes[TravelMode.Plane];

        Assert.Equal((plane.StartUp + plane.Arrival).TotalSeconds, Fastest(models.WithoutCrossings, Berlin, Berlin, TravelMode.Plane).Seconds);
        Assert.True(plane.StartUp > TimeSpan.Zero && plane.Arrival > TimeSpan.Zero);
    }

    [Fact]
    public void Fastest_SpeedOfItsOwn_ReplacesTheModesSpeed()
    {
        var car = TravelModels.Options().Modes[TravelMode.Car];

        var usual = Fastest(Delivered, TangerMed, Casablanca, TravelMode.Car).Seconds!.Value - car.StartUp.TotalSeconds;
        var (from, to) = (Delivered.PlaceAt(TangerMed), Delivered.PlaceAt(Casablanca));
        var twice = Delivered.Fastest(from, to, [TravelMode.Car], car.SpeedKmh * 2).Seconds!.Value - car.StartUp.TotalSeconds;

        Assert.Equal(usual / 2, twice, precision: 6);
    }

    private static bool Leads(TravelModel model, GeoPoint from, GeoPoint to, TravelMode mode) => Fastest(model, from, to, mode).Seconds is not null;

    private static Journey Fastest(TravelModel model, GeoPoint from, GeoPoint to, params TravelMode[] modes) =>
        model.Fastest(model.PlaceAt(from), model.PlaceAt(to), modes, 0);
}
