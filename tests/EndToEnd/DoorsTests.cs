using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.EndToEnd;

/// <summary>The same services through each protocol of the two doors.</summary>
public class DoorsTests(RunningTaskForce fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rest_WithToken_ReadsWhatGrpcWrote()
    {
        using var desk = fixture.TaskForce.Connect("dispatcher.de");
        var hotspots = await desk.Hotspots.ListHotspotsAsync(new() { PageSize = 1 }, cancellationToken: Cancellation);

        using var http = await RestAsync("auditor.ma");
        var read = await http.GetFromJsonAsync<JsonElement>($"tasking/v1/{hotspots.Hotspots[0].Name}", Cancellation);

        Assert.Equal(hotspots.Hotspots[0].Name, read.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Rest_BadRequest_NamesEveryFaultyField()
    {
        using var http = await RestAsync("dispatcher.de");

        var refusal = await http.PostAsJsonAsync("tasking/v1/hotspots", new { kind = "SMUGGLING", hostNation = "ma" }, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, refusal.StatusCode);
        var text = await refusal.Content.ReadAsStringAsync(Cancellation);
        Assert.All(["hotspot.severity", "hotspot.place", "hotspot.host_nation", "INVALID_FIELDS"], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rest_WithoutToken_IsUnauthorized()
    {
        using var http = new HttpClient { BaseAddress = fixture.TaskForce.Http };

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("roster/v1/members", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task GrpcWeb_Watch_StreamsThroughTheHttpDoor()
    {
        using var desk = fixture.TaskForce.Connect("dispatcher.de");
        using var channel = GrpcChannel.ForAddress(fixture.TaskForce.Http, new()
        {
            HttpHandler = new GrpcWebHandler(new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });
        var cursor = (await desk.Hotspots.ListHotspotsAsync(new(), cancellationToken: Cancellation)).Sequence;
        using var watch = new HotspotService.HotspotServiceClient(channel).WatchHotspots(new() { After = cursor }, await HeadersAsync("dispatcher.ma"), cancellationToken: Cancellation);

        var reported = await desk.Hotspots.CreateHotspotAsync(new()
        {
            Hotspot = new()
            {
                Kind = Hotspot.Types.Kind.Smuggling,
                Severity = Hotspot.Types.Severity.Low,
                HostNation = "DE",
                Place = new() { Location = new() { Latitude = 50, Longitude = 8 } },
            },
        }, cancellationToken: Cancellation);

        var seen = await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Hotspot?.Name == reported.Name, Cancellation);
        Assert.Equal(HotspotEvent.Types.Type.Created, seen.Type);
    }

    [Fact]
    public async Task GrpcWeb_Map_StreamsThroughTheHttpDoor()
    {
        using var channel = GrpcChannel.ForAddress(fixture.TaskForce.Http, new()
        {
            HttpHandler = new GrpcWebHandler(new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });
        var positions = new Geolocation.V1.PositionService.PositionServiceClient(channel);
        using var watch = positions.WatchPositions(
            new() { Filter = new() { Subjects = { "assets/de-doors-boat" } }, View = new() { Zoom = 12 } }, await HeadersAsync("dispatcher.de"), cancellationToken: Cancellation);

        await positions.ReportPositionsAsync(new()
        {
            Reports =
            {
                new Geolocation.V1.PositionReport
                {
                    Subject = "assets/de-doors-boat",
                    Location = new() { Latitude = 36, Longitude = -5.5 },
                    EventTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
                },
            },
        }, await HeadersAsync("partner.demo"), cancellationToken: Cancellation);

        var seen = await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Changes.Count > 0, Cancellation);
        Assert.Equal(("assets/de-doors-boat", 360_000_000), (seen.Changes[0].Subject, seen.Changes[0].LatitudeE7));
    }

    [Fact]
    public async Task Page_AndOpenApi_AnswerWithoutToken()
    {
        using var http = new HttpClient { BaseAddress = fixture.TaskForce.Http };

        Assert.Contains("TaskForce", await http.GetStringAsync(new Uri("", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        var document = await http.GetFromJsonAsync<JsonElement>("openapi/v1.json", Cancellation);
        Assert.True(document.GetProperty("paths").TryGetProperty("/tasking/v1/missions", out _));
    }

    private async Task<HttpClient> RestAsync(string profile) => new()
    {
        BaseAddress = fixture.TaskForce.Http,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(profile)) },
    };

    private async Task<Metadata> HeadersAsync(string profile) => new() { { "authorization", $"Bearer {await TokenAsync(profile)}" } };

    private async Task<string> TokenAsync(string profile) =>
        (await new ClientCredentials(new Uri(fixture.TaskForce.Http, "demo"), profile).FetchAsync(Cancellation)).Text;
}
