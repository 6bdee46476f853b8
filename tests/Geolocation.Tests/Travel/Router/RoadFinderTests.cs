using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;
using Place = TaskForce.Geolocation.Travel.Place;

namespace TaskForce.Geolocation.Tests.Travel.Router;

public sealed class RoadFinderTests(TravelModels models) : IClassFixture<TravelModels>, IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<IAsyncDisposable> _started = [];

    public static TheoryData<string, Trouble> Troubles
    {
        get
        {
            var data = new TheoryData<string, Trouble>();
            foreach (var trouble in Enum.GetValues<Trouble>().Except([Trouble.None, Trouble.Silence]))
            {
                data.Add(nameof(RouterKind.Osrm), trouble);
                data.Add(nameof(RouterKind.Valhalla), trouble);
            }

            return data;
        }
    }

    [Theory]
    [InlineData(nameof(RouterKind.Osrm))]
    [InlineData(nameof(RouterKind.Valhalla))]
    public async Task Find_ManyPairs_AreWhatTheEngineSaysWithinItsLimits(string kind)
    {
        var (engine, finder) = await StartAsync(Enum.Parse<RouterKind>(kind), router => (router.MaxPairs, router.MaxPlaces) = (40, 20));
        var (origins, destinations) = (Cross(50, 9), Cross(7, 10));

        var table = await FindAsync(finder, origins, destinations);

        Assert.All(origins, origin => Assert.All(destinations.Index(), destination =>
        {
            var road = table.Find(origin, TravelMode.Car, destination.Index, 0)!.Value;
            var metres = EngineStub.Metres(RoadKey.Rounded(origin.Point), RoadKey.Rounded(destination.Item.Point));
            Assert.Equal(metres, road.Metres, tolerance: 1);
            Assert.Equal(metres / EngineStub.MetresPerSecond, road.Seconds, tolerance: 1);
        }));
        Assert.All(engine.Requests, request => Assert.True(request.Origins * request.Destinations <= 40 && request.Origins + request.Destinations <= 20));
        Assert.Equal(350, engine.Requests.Sum(request => request.Origins * request.Destinations));
        Assert.Null(table.Find(origins[0], TravelMode.Foot, 0, 0));
    }

    [Theory]
    [InlineData(nameof(RouterKind.Osrm))]
    [InlineData(nameof(RouterKind.Valhalla))]
    public async Task Find_NoRoad_IsMissingAndNotAskedForAgain(string kind)
    {
        var (engine, finder) = await StartAsync(Enum.Parse<RouterKind>(kind));
        engine.EndOfRoads = 50.01;
        var (origins, destinations) = (Cross(3, 9), Cross(2, 10));

        var table = await FindAsync(finder, origins, destinations);
        await FindAsync(finder, origins, destinations);

        Assert.NotNull(table.Find(origins[0], TravelMode.Car, 0, 0));
        Assert.Null(table.Find(origins[2], TravelMode.Car, 0, 0));
        Assert.Single(engine.Requests);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Find_FaultyAnswer_IsMissing(string kind, Trouble trouble)
    {
        var (engine, finder) = await StartAsync(Enum.Parse<RouterKind>(kind));
        engine.Trouble = trouble;
        var (origins, destinations) = (Cross(3, 9), Cross(2, 10));

        var table = await FindAsync(finder, origins, destinations);

        Assert.All(origins, origin => Assert.Null(table.Find(origin, TravelMode.Car, 0, 0)));
        engine.Trouble = Trouble.None;
        Assert.NotNull((await FindAsync(finder, origins, destinations)).Find(origins[0], TravelMode.Car, 0, 0));
    }

    [Fact]
    public async Task Find_SomeRequestsFail_KeepsTheOthers()
    {
        var (engine, finder) = await StartAsync(RouterKind.Osrm, router => (router.MaxPairs, router.MaxRequests) = (10, 1));
        (engine.Trouble, engine.GoodAnswers) = (Trouble.ServerError, 2);
        var origins = Cross(30, 9);

        var table = await FindAsync(finder, origins, Cross(1, 10));

        Assert.Equal(20, origins.Count(origin => table.Find(origin, TravelMode.Car, 0, 0) is not null));
    }

    [Fact]
    public async Task Find_NoAnswerInTime_ReturnsAtTheDeadlineWithoutIt()
    {
        var (engine, finder) = await StartAsync(RouterKind.Osrm);
        engine.Trouble = Trouble.Silence;
        var origins = Cross(3, 9);

        var finding = FindAsync(finder, origins, Cross(2, 10));
        await engine.Waiting.Task;
        Assert.False(finding.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Null((await finding).Find(origins[0], TravelMode.Car, 0, 0));
    }

    [Fact]
    public async Task Find_CallerGivesUp_EndsAndDoesNotBlameTheEngine()
    {
        var (engine, finder) = await StartAsync(RouterKind.Osrm, router => router.FailuresBeforePause = 1);
        engine.Trouble = Trouble.Silence;
        using var caller = new CancellationTokenSource();
        var (origins, destinations) = (Cross(3, 9), Cross(2, 10));

        var finding = finder.FindAsync(origins.Select(origin => (origin, TravelMode.Car)), destinations, caller.Token);
        await engine.Waiting.Task;
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);
        engine.Trouble = Trouble.None;
        Assert.NotNull((await FindAsync(finder, origins, destinations)).Find(origins[0], TravelMode.Car, 0, 0));
    }

    [Fact]
    public async Task Find_SamePlacesAgain_AsksOnlyForWhatIsNewOrOld()
    {
        var (engine, finder) = await StartAsync(RouterKind.Osrm);
        var (origins, destinations) = (Cross(3, 9), Cross(2, 10));
        await FindAsync(finder, origins, destinations);

        // Ten metres on, and one place more.
        await FindAsync(finder, [.. origins.Select(origin => At(origin.Point.Latitude + 0.0001, origin.Point.Longitude))], [.. destinations, At(51, 11)]);
        _clock.Advance(TimeSpan.FromMinutes(31));
        await FindAsync(finder, origins, destinations);

        Assert.Equal([(3, 2), (3, 1), (3, 2)], engine.Requests);
    }

    [Fact]
    public async Task Find_ManyFailures_LeavesTheEngineAloneForAWhile()
    {
        var (engine, finder) = await StartAsync(RouterKind.Valhalla, router => (router.MaxPairs, router.MaxRequests) = (1, 1));
        engine.Trouble = Trouble.ServerError;
        var origins = Cross(9, 9);

        await FindAsync(finder, origins, Cross(1, 10));
        await FindAsync(finder, origins, Cross(1, 10));
        Assert.Equal(3, engine.Requests.Count);

        _clock.Advance(TimeSpan.FromSeconds(30));
        await FindAsync(finder, origins, Cross(1, 10));
        Assert.Equal(4, engine.Requests.Count);

        _clock.Advance(TimeSpan.FromSeconds(30));
        engine.Trouble = Trouble.None;
        await FindAsync(finder, origins, Cross(1, 10));
        Assert.Equal(13, engine.Requests.Count);
    }

    [Fact]
    public async Task Find_PlaceFarFromEveryRoadOfTheEngine_IsMissing()
    {
        var (engine, finder) = await StartAsync(RouterKind.Osrm);
        engine.Snapped = 60_000;
        var origins = Cross(3, 9);

        Assert.Null((await FindAsync(finder, origins, Cross(2, 10))).Find(origins[0], TravelMode.Car, 0, 0));
    }

    [Fact]
    public async Task Find_PairsTooFarApart_AreNotAskedFor()
    {
        var (engine, finder) = await StartAsync(RouterKind.Valhalla, router => router.MaxKm = 400);
        Place[] origins = [At(50, 9), At(50, 20)];

        var table = await FindAsync(finder, origins, [At(50, 10)]);

        Assert.NotNull(table.Find(origins[0], TravelMode.Car, 0, 0));
        Assert.Null(table.Find(origins[1], TravelMode.Car, 0, 0));
        Assert.Equal([(1, 1)], engine.Requests);
    }

    [Fact]
    public async Task Find_NoEngineConfigured_AsksNobody()
    {
        var (engine, finder) = await StartAsync(RouterKind.None);

        await FindAsync(finder, Cross(3, 9), Cross(2, 10));

        Assert.Empty(engine.Requests);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in _started)
        {
            await started.DisposeAsync();
        }
    }

    private async Task<(EngineStub Engine, RoadFinder Finder)> StartAsync(RouterKind kind, Action<RouterOptions>? configure = null)
    {
        var engine = await EngineStub.StartAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "travel.json"));
        builder.AddTravel();
        builder.Services.AddSingleton<TimeProvider>(_clock).AddLogging(logging => logging.ClearProviders());
        builder.Services.PostConfigure<TravelOptions>(travel =>
        {
            travel.Router = new() { Kind = kind, Address = engine.Address, Profiles = { [TravelMode.Car] = kind == RouterKind.Osrm ? "driving" : "auto" } };
            configure?.Invoke(travel.Router);
        });
        var host = builder.Build();
        _started.AddRange([engine, (IAsyncDisposable)host]);
        return (engine, host.Services.GetRequiredService<RoadFinder>());
    }

    private static Task<RoadTable> FindAsync(RoadFinder finder, Place[] origins, Place[] destinations) =>
        finder.FindAsync(origins.Select(origin => (origin, TravelMode.Car)).Concat(origins.Select(origin => (origin, TravelMode.Foot))), destinations, default);

    private Place At(double latitude, double longitude) => models.Delivered.PlaceAt(new(latitude, longitude));

    private Place[] Cross(int count, double longitude) => [.. Enumerable.Range(0, count).Select(i => At(50 + (i * 0.01), longitude))];
}
