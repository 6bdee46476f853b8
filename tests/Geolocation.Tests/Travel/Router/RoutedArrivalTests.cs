using Microsoft.AspNetCore.Hosting;
using TaskForce.Type.V1;
using Basis = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Basis;
using Estimate = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Estimate;
using Kind = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types.Kind;

namespace TaskForce.Geolocation.Tests.Travel.Router;

/// <summary>The service with a routing engine.</summary>
public sealed class RoutedArrivalTests : IAsyncLifetime
{
    private static readonly Google.Type.LatLng Kehl = new() { Latitude = 48.575, Longitude = 7.815 };
    private static readonly Google.Type.LatLng Tangier = new() { Latitude = 35.76, Longitude = -5.834 };

    private EngineStub _engine = null!;
    private RoutedApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _engine = await EngineStub.StartAsync();
        _app = new(_engine.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task EstimateArrivals_EngineAnswers_RestsOnItAndAddsWhatItLeavesOut()
    {
        var estimate = await EstimateAsync(TravelMode.Car);

        Assert.Equal(Basis.RoutingEngine, estimate.Basis);
        Assert.Equal([Kind.Preparation, Kind.Travel, Kind.Waiting, Kind.Border], estimate.Legs.Select(leg => leg.Kind));
        Assert.Equal(EngineStub.Metres(new(48.575, 7.815), new(35.76, -5.834)) / EngineStub.MetresPerSecond, estimate.Legs[1].Duration.Seconds, tolerance: 1);
        Assert.Equal(estimate.TravelTime.Seconds, estimate.Legs.Sum(leg => leg.Duration.Seconds), tolerance: 2);
    }

    [Fact]
    public async Task EstimateArrivals_OwnSpeed_GoesAlongTheEnginesRoad()
    {
        var estimate = await EstimateAsync(TravelMode.Car, speedKmh: 45);

        Assert.Equal(EngineStub.Metres(new(48.575, 7.815), new(35.76, -5.834)) / 12.5, estimate.Legs[1].Duration.Seconds, tolerance: 1);
    }

    [Theory]
    [InlineData(Trouble.ServerError)]
    [InlineData(Trouble.Garbage)]
    [InlineData(Trouble.WrongSize)]
    public async Task EstimateArrivals_EngineFails_IsBuiltInAndSaysSo(Trouble trouble)
    {
        _engine.Trouble = trouble;

        var estimate = await EstimateAsync(TravelMode.Car);

        Assert.Equal(Basis.BuiltIn, estimate.Basis);
        Assert.NotNull(estimate.TravelTime);
        Assert.Contains(estimate.Legs, leg => leg.Kind == Kind.Crossing);
    }

    [Fact]
    public async Task EstimateArrivals_FasterByAir_RestsOnNoEngine()
    {
        var estimate = await EstimateAsync(TravelMode.Car, TravelMode.Plane);

        Assert.Equal((TravelMode.Plane, Basis.BuiltIn), (estimate.Mode, estimate.Basis));
    }

    /// <summary>Whatever it is that takes so long: here the engine, which is given all the time there is.</summary>
    [Fact]
    public async Task EstimateArrivals_TakesTooLong_IsRefusedAndSaysWhatToDo()
    {
        await using var patient = new RoutedApp(_engine.Address, deadline: "01:00:00");
        _engine.Trouble = Trouble.Silence;

        var answer = patient.Positions().EstimateArrivalsAsync(new()
        {
            Origins = { new V1.EstimateArrivalsRequest.Types.Origin { Location = Kehl, Modes = { TravelMode.Car } } },
            Destinations = { Tangier },
        });
        await _engine.Waiting.Task;
        patient.Clock.Advance(TimeSpan.FromSeconds(31));

        await GeolocationApp.RefusedAsync(Grpc.Core.StatusCode.ResourceExhausted, "ESTIMATE_TOO_LARGE", () => answer.ResponseAsync);
    }

    private Task<Estimate> EstimateAsync(params TravelMode[] modes) => EstimateAsync(0, modes);

    private Task<Estimate> EstimateAsync(TravelMode mode, double speedKmh) => EstimateAsync(speedKmh, mode);

    private async Task<Estimate> EstimateAsync(double speedKmh, params TravelMode[] modes)
    {
        var response = await _app.Positions().EstimateArrivalsAsync(new()
        {
            Origins = { new V1.EstimateArrivalsRequest.Types.Origin { Location = Kehl, Modes = { modes }, SpeedKmh = speedKmh } },
            Destinations = { Tangier },
            WithLegs = true,
        });
        return Assert.Single(response.Estimates);
    }

    private sealed class RoutedApp(Uri engine, string deadline = "00:00:02") : GeolocationApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Travel:Router:Kind", "Osrm");
            builder.UseSetting("Travel:Router:Address", engine.ToString());
            builder.UseSetting("Travel:Router:Profiles:CAR", "driving");
            builder.UseSetting("Travel:Router:Deadline", deadline);
        }
    }
}
