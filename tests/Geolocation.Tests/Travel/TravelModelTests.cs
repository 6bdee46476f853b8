using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel;

/// <summary>The travel model with the figures that the service is delivered with.</summary>
public class TravelModelTests
{
    private static readonly GeoPoint TangerMed = new(35.89, -5.5);
    private static readonly GeoPoint Tetouan = new(35.5785, -5.3684);
    private static readonly GeoPoint Casablanca = new(33.606, -7.611);
    private static readonly GeoPoint Berlin = new(52.52, 13.405);
    private static readonly GeoPoint Hamburg = new(53.54, 9.98);
    private static readonly GeoPoint Tarifa = new(36.0139, -5.6044);
    private static readonly GeoPoint London = new(51.5074, -0.1278);

    private readonly TravelModel _model = new(Options.Create(Delivered()));

    public static TheoryData<string, double, double> MoroccanPlaces { get; } = new()
    {
        { "Tanger Med", 35.8900, -5.5000 }, { "Tangier", 35.7595, -5.8340 }, { "Tetouan", 35.5785, -5.3684 }, { "Nador", 35.1681, -2.9335 },
        { "Al Hoceima", 35.2517, -3.9372 }, { "Oujda", 34.6814, -1.9086 }, { "Fez", 34.0331, -5.0003 }, { "Rabat", 34.0209, -6.8416 },
        { "Casablanca", 33.5731, -7.5898 }, { "Mohammed V Airport", 33.3675, -7.5898 }, { "Port of Casablanca", 33.6060, -7.6110 },
        { "Marrakesh", 31.6295, -7.9811 }, { "Agadir", 30.4278, -9.5981 }, { "Port of Agadir", 30.4210, -9.6350 },
    };

    public static TheoryData<string, double, double> GermanPlaces { get; } = new()
    {
        { "Port of Hamburg", 53.5400, 9.9800 }, { "Bremerhaven", 53.5396, 8.5809 }, { "Frankfurt Airport", 50.0379, 8.5622 },
        { "Munich Airport", 48.3538, 11.7861 }, { "Berlin", 52.5200, 13.4050 }, { "Cologne", 50.9375, 6.9603 }, { "Düsseldorf", 51.2277, 6.7735 },
        { "Wiesbaden", 50.0782, 8.2398 }, { "Potsdam", 52.3906, 13.0645 }, { "Kehl", 48.5746, 7.8150 }, { "Flensburg", 54.7937, 9.4469 },
        { "Aachen", 50.7753, 6.0839 }, { "Passau", 48.5667, 13.4319 }, { "Frankfurt (Oder)", 52.3471, 14.5506 }, { "Görlitz", 51.1507, 14.9688 },
    };

    [Theory]
    [MemberData(nameof(MoroccanPlaces))]
    public void Fastest_ByCarToAMoroccanPlace_LeadsFromMoroccoOnly(string place, double latitude, double longitude)
    {
        Assert.True(Leads(Tetouan, new(latitude, longitude), TravelMode.Car), place);
        Assert.False(Leads(Berlin, new(latitude, longitude), TravelMode.Car), place);
    }

    [Theory]
    [MemberData(nameof(GermanPlaces))]
    public void Fastest_ByCarToAGermanPlace_LeadsFromGermanyOnly(string place, double latitude, double longitude)
    {
        Assert.True(Leads(Berlin, new(latitude, longitude), TravelMode.Car), place);
        Assert.False(Leads(Tetouan, new(latitude, longitude), TravelMode.Car), place);
    }

    [Fact]
    public void Fastest_AcrossTheStrait_IsNeitherByCarNorOnFoot()
    {
        Assert.True(Leads(Berlin, Tarifa, TravelMode.Car));
        Assert.False(Leads(Tarifa, TangerMed, TravelMode.Car));
        Assert.False(Leads(Tarifa, TangerMed, TravelMode.Foot));
        Assert.True(Leads(Tarifa, TangerMed, TravelMode.Helicopter));
    }

    [Fact]
    public void Fastest_ByCarToAnIsland_DoesNotLeadThere() => Assert.False(Leads(Berlin, London, TravelMode.Car));

    [Fact]
    public void Fastest_ByBoat_NeedsAHarbourAtBothEnds()
    {
        Assert.True(Leads(Hamburg, TangerMed, TravelMode.Boat));
        Assert.False(Leads(Berlin, TangerMed, TravelMode.Boat));
        Assert.False(Leads(TangerMed, Berlin, TravelMode.Boat));
    }

    [Fact]
    public void Fastest_ByHelicopterBeyondItsRange_DoesNotLeadThere()
    {
        Assert.True(Leads(TangerMed, Casablanca, TravelMode.Helicopter));
        Assert.False(Leads(Berlin, TangerMed, TravelMode.Helicopter));
    }

    [Fact]
    public void Fastest_SeveralModes_TakesTheFastestThatLeads()
    {
        Assert.Equal(TravelMode.Helicopter, Fastest(TangerMed, Casablanca, TravelMode.Foot, TravelMode.Car, TravelMode.Helicopter, TravelMode.Plane).Mode);
        Assert.Equal(TravelMode.Plane, Fastest(Berlin, TangerMed, TravelMode.Car, TravelMode.Helicopter, TravelMode.Plane).Mode);
        Assert.Equal(TravelMode.Car, Fastest(TangerMed, Tetouan, TravelMode.Plane, TravelMode.Car).Mode);
    }

    [Fact]
    public void Fastest_ByCar_IsTheGreatCircleTimesTheDetourOverTheSpeedPlusTheStart()
    {
        var car = Delivered().Modes[TravelMode.Car];

        var journey = Fastest(TangerMed, Casablanca, TravelMode.Car);

        Assert.Equal(TangerMed.MetresTo(Casablanca), journey.Metres, precision: 3);
        Assert.Equal(car.StartUp.TotalSeconds + (journey.Metres / 1000 * car.DetourFactor / car.SpeedKmh * 3600), journey.Seconds!.Value, precision: 3);
    }

    [Fact]
    public void Fastest_ByPlane_CostsTheAirportsAtBothEnds()
    {
        var plane = Delivered().Modes[TravelMode.Plane];

        Assert.Equal((plane.StartUp + plane.Arrival).TotalSeconds, Fastest(Berlin, Berlin, TravelMode.Plane).Seconds);
        Assert.True(plane.StartUp > TimeSpan.Zero && plane.Arrival > TimeSpan.Zero);
    }

    [Fact]
    public void Fastest_SpeedOfItsOwn_ReplacesTheModesSpeed()
    {
        var car = Delivered().Modes[TravelMode.Car];

        var usual = Fastest(TangerMed, Casablanca, TravelMode.Car).Seconds!.Value - car.StartUp.TotalSeconds;
        var twice = _model.Fastest(_model.PlaceAt(TangerMed), _model.PlaceAt(Casablanca), [TravelMode.Car], car.SpeedKmh * 2).Seconds!.Value - car.StartUp.TotalSeconds;

        Assert.Equal(usual / 2, twice, precision: 6);
    }

    internal static TravelOptions Delivered()
    {
        var options = new TravelOptions();
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "travel.json")).Build().GetSection("Travel").Bind(options);
        return options;
    }

    private bool Leads(GeoPoint from, GeoPoint to, TravelMode mode) => Fastest(from, to, mode).Seconds is not null;

    private Journey Fastest(GeoPoint from, GeoPoint to, params TravelMode[] modes) => _model.Fastest(_model.PlaceAt(from), _model.PlaceAt(to), modes, 0);
}
