using Google.Protobuf.WellKnownTypes;
using TaskForce.Type.V1;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using Basis = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Basis;
using Kind = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types.Kind;
using Origin = TaskForce.Geolocation.V1.EstimateArrivalsRequest.Types.Origin;

namespace TaskForce.Geolocation.Tests.Travel;

public class ArrivalEstimatorTests(GeolocationApp app) : IClassFixture<GeolocationApp>
{
    private static readonly Google.Type.LatLng TangerMed = new() { Latitude = 35.89, Longitude = -5.5 };
    private static readonly Google.Type.LatLng Tetouan = new() { Latitude = 35.5785, Longitude = -5.3684 };
    private static readonly Google.Type.LatLng GranCanaria = new() { Latitude = 27.95, Longitude = -15.55 };
    private static readonly Google.Type.LatLng Tangier = new() { Latitude = 35.7595, Longitude = -5.834 };
    private static readonly Google.Type.LatLng Kehl = new() { Latitude = 48.5746, Longitude = 7.815 };
    private static readonly Google.Type.LatLng Berlin = new() { Latitude = 52.52, Longitude = 13.405 };

    [Fact]
    public async Task EstimateArrivals_OriginsAndDestinations_AreAnsweredRowByRow()
    {
        var response = await app.Positions().EstimateArrivalsAsync(new()
        {
            Origins = { From(Tetouan, TravelMode.Car), From(Berlin, TravelMode.Car, TravelMode.Plane) },
            Destinations = { TangerMed, GranCanaria, Tetouan },
        });

        Assert.Equal(
            [TravelMode.Car, TravelMode.Unspecified, TravelMode.Car, TravelMode.Plane, TravelMode.Plane, TravelMode.Plane],
            response.Estimates.Select(estimate => estimate.Mode));
        Assert.Null(response.Estimates[1].TravelTime);
        Assert.Equal((Basis.Unspecified, Basis.BuiltIn), (response.Estimates[1].Basis, response.Estimates[0].Basis));
        Assert.InRange(response.Estimates[0].TravelTime.ToTimeSpan(), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(90));
        Assert.Equal(36_630, response.Estimates[0].DistanceMetres, tolerance: 200);
        Assert.All(response.Estimates, estimate => Assert.False(estimate.FromKnownPosition));
    }

    [Fact]
    public async Task EstimateArrivals_WithLegs_SaysWhatTheTimeConsistsOf()
    {
        var response = await app.Positions().EstimateArrivalsAsync(new()
        {
            Origins = { From(Kehl, TravelMode.Car) },
            Destinations = { Tangier },
            WithLegs = true,
        });

        var estimate = Assert.Single(response.Estimates);
        Assert.Equal(
            [Kind.Preparation, Kind.Travel, Kind.Waiting, Kind.Crossing, Kind.Border, Kind.Travel],
            estimate.Legs.Select(leg => leg.Kind));
        Assert.StartsWith("ferry ", estimate.Legs[3].DisplayName, StringComparison.Ordinal);
        Assert.Equal("ES–MA", estimate.Legs[4].DisplayName);
        Assert.Equal(estimate.TravelTime.Seconds, estimate.Legs.Sum(leg => leg.Duration.Seconds), tolerance: estimate.Legs.Count);
    }

    [Theory]
    [InlineData(-14 * 60, null, true)]
    [InlineData(-16 * 60, null, false)]
    [InlineData(-16 * 60, 20, true)]
    public async Task EstimateArrivals_KnownPosition_IsUsedUnlessTooOld(double second, int? maxMinutes, bool used)
    {
        var boat = "assets/" + NewId();
        await app.ReportAsync(Report(boat, second, TangerMed.Latitude, TangerMed.Longitude));
        var origin = From(Tetouan, TravelMode.Car);
        origin.Subject = boat;

        var response = await app.Positions().EstimateArrivalsAsync(new()
        {
            Origins = { origin },
            Destinations = { TangerMed },
            MaxPositionAge = maxMinutes is { } minutes ? TimeSpan.FromMinutes(minutes).ToDuration() : null,
        });

        var estimate = Assert.Single(response.Estimates);
        Assert.Equal((used, used), (estimate.FromKnownPosition, estimate.DistanceMetres < 1));
    }

    [Fact]
    public async Task EstimateArrivals_ManyFaults_NamesEveryOriginAndDestination()
    {
        var call = app.Positions().EstimateArrivalsAsync(new()
        {
            Origins =
            {
                From(Tetouan, TravelMode.Car),
                new Origin(),
                new Origin { Subject = "nobody", Modes = { TravelMode.Unspecified }, SpeedKmh = 1e-9 },
                new Origin { Subject = "assets/never-reported", Modes = { TravelMode.Car } },
                new Origin { Location = new() { Latitude = 91 }, Modes = { (TravelMode)99 } },
            },
            Destinations = { TangerMed, new Google.Type.LatLng { Longitude = double.NaN } },
            MaxPositionAge = new Duration { Seconds = -1 },
        });

        Assert.Equal(
            [
                "max_position_age", "destinations[1].longitude", "origins[1].location", "origins[1].modes", "origins[2].subject", "origins[2].modes",
                "origins[2].speed_kmh", "origins[3].location", "origins[4].location.latitude", "origins[4].modes",
            ],
            await FaultyFieldsAsync(call));
    }

    [Fact]
    public async Task EstimateArrivals_NothingOrTooManyPairs_IsInvalid()
    {
        var many = new V1.EstimateArrivalsRequest
        {
            Origins = { Enumerable.Repeat(From(Tetouan, TravelMode.Car), 2001) },
            Destinations = { Enumerable.Repeat(TangerMed, 100) },
        };

        Assert.Equal(["origins", "destinations"], await FaultyFieldsAsync(app.Positions().EstimateArrivalsAsync(new())));
        Assert.Equal(["origins"], await FaultyFieldsAsync(app.Positions().EstimateArrivalsAsync(many)));
    }

    [Fact]
    public async Task EstimateArrivals_TwoThousandToTwenty_IsAnsweredInFull()
    {
        var response = await app.Positions("service:roster").EstimateArrivalsAsync(new()
        {
            Origins = { Enumerable.Repeat(From(Tetouan, TravelMode.Car, TravelMode.Boat, TravelMode.Helicopter), 2000) },
            Destinations = { Enumerable.Repeat(TangerMed, 20) },
        });

        Assert.Equal(40_000, response.Estimates.Count);
        Assert.Single(response.Estimates.Distinct());
    }

    private static Origin From(Google.Type.LatLng location, params TravelMode[] modes) => new() { Location = location, Modes = { modes } };
}
