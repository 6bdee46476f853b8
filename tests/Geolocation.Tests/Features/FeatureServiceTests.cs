using System.Text.Json.Nodes;
using Google.Api;
using Grpc.Core;
using TaskForce.Geolocation.Tests.Disclosures;
using static TaskForce.Geolocation.Tests.Disclosures.DisclosureWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Features;

public sealed class FeatureServiceTests : IAsyncDisposable
{
    private readonly GeolocationApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task LandingPage_LeadsToWhatTheCallerMayRead()
    {
        var landing = Read(await Features().GetLandingPageAsync(new()));
        var (ours, partners) = (Read(await Features().ListCollectionsAsync(new())), Read(await Features("partner.de").ListCollectionsAsync(new())));

        Assert.Equal(["self", "service-desc", "conformance", "data"], landing["links"]!.AsArray().Select(link => $"{link!["rel"]}"));
        Assert.All(landing["links"]!.AsArray(), link => Assert.True(Uri.IsWellFormedUriString($"{link!["href"]}", UriKind.Absolute)));
        Assert.Equal(["hotspots", "positions", "geofences"], Ids(ours["collections"]!));
        Assert.Equal(["hotspots", "positions"], Ids(partners["collections"]!));
        Assert.Contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core", Read(await Features().GetConformanceAsync(new()))["conformsTo"]!.AsArray().Select(each => $"{each}"));
        await RefusedAsync(StatusCode.NotFound, "COLLECTION_NOT_FOUND", () => Features("partner.de").GetCollectionAsync(new() { Collection = "geofences" }).ResponseAsync);
        await RefusedAsync(StatusCode.PermissionDenied, "ROLE_REQUIRED", () => Features("partner.de").ListGeofenceFeaturesAsync(new()).ResponseAsync);
    }

    [Fact]
    public async Task Positions_PageByPage_AreEachOnce()
    {
        await _app.ReportAsync([.. Enumerable.Range(0, 5).Select(number => Report($"assets/de-boat-{number}", 0, 35 + number))]);

        var (seen, token) = (new List<string>(), "");
        do
        {
            var page = Read(await Features().ListPositionFeaturesAsync(new() { Limit = 2, Bbox = "-6,30,-5,38.5", PageToken = token }));
            seen.AddRange(Ids(page["features"]!));
            Assert.Equal(page["features"]!.AsArray().Count, page["numberReturned"]!.GetValue<int>());
            var next = page["links"]!.AsArray().FirstOrDefault(link => $"{link!["rel"]}" == "next")?["href"]?.ToString() ?? "";
            Assert.True(next.Length == 0 || next.Contains("bbox=-6%2C30%2C-5%2C38.5&limit=2&", StringComparison.Ordinal), next);
            token = next.Split("page_token=")[^1];
        }
        while (token.Length > 0);

        Assert.Equal(["assets.de-boat-0", "assets.de-boat-1", "assets.de-boat-2", "assets.de-boat-3"], seen);
    }

    [Fact]
    public async Task Positions_OfAnotherNation_AreThereWhileTheyAreDisclosed()
    {
        await _app.ReportAsync(Report("assets/de-boat-1", 0), Report("assets/de-boat-2", 0));
        Assert.Empty(Ids(Read(await Features("dispatcher.ma").ListPositionFeaturesAsync(new()))["features"]!));

        await _app.DiscloseAsync(Of("assets/de-boat-2", 0));

        Assert.Equal(["assets.de-boat-2"], Ids(Read(await Features("dispatcher.ma").ListPositionFeaturesAsync(new()))["features"]!));
        var withheld = Read(await Features("dispatcher.ma").GetPositionFeatureAsync(new() { Feature = "assets.de-boat-1" }));
        Assert.Null(withheld["geometry"]);
        Assert.Equal("WITHHELD", $"{withheld["properties"]!["state"]}");
        Assert.Null(withheld["properties"]!["event_time"]);
    }

    [Fact]
    public async Task Position_AsAFeature_TellsItsTimesAndWhatItIsWorth()
    {
        var report = Report("assets/de-boat-1", -10);
        (report.SpeedMps, report.AccuracyMetres) = (5.5f, 12);
        await _app.ReportAsync(report);

        var body = await Features().GetPositionFeatureAsync(new() { Feature = "assets.de-boat-1" });

        var (feature, properties) = (Read(body), Read(body)["properties"]!);
        Assert.Equal(("application/geo+json", "Feature", -5.5), (body.ContentType, $"{feature["type"]}", feature["geometry"]!["coordinates"]![0]!.GetValue<double>()));
        Assert.Equal(("2030-01-01T11:59:50Z", "2030-01-01T12:00:00Z", 5.5), ($"{properties["event_time"]}", $"{properties["receipt_time"]}", properties["speed_mps"]!.GetValue<double>()));
        Assert.Empty(Ids(Read(await Features().ListPositionFeaturesAsync(new() { Datetime = "2030-01-01T11:59:51Z/.." }))["features"]!));
        Assert.Single(Ids(Read(await Features().ListPositionFeaturesAsync(new() { Datetime = "../2030-01-01T11:59:50Z" }))["features"]!));
        await RefusedAsync(StatusCode.NotFound, "POSITION_NOT_FOUND", () => Features().GetPositionFeatureAsync(new() { Feature = "assets.nobody-at-all" }).ResponseAsync);
        await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELDS", () => Features().ListPositionFeaturesAsync(new() { PageToken = "?" }).ResponseAsync);
    }

    [Fact]
    public async Task Geofences_ByBoxAndTime()
    {
        var fences = new V1.GeofenceService.GeofenceServiceClient(_app.As("dispatcher.de"));
        var validity = new Google.Type.Interval { EndTime = new() { Seconds = Noon.AddHours(1).ToUnixTimeSeconds() } };
        await fences.CreateGeofenceAsync(new() { GeofenceId = "quay", Geofence = new() { DisplayName = "Quay", Validity = validity, Area = Disc(35.9, -5.5) } });
        await fences.CreateGeofenceAsync(new() { GeofenceId = "island", Geofence = new() { DisplayName = "Island", Area = Disc(-17, 180) } });

        async Task<IEnumerable<string>> FindAsync(string bbox, string datetime) =>
            Ids(Read(await Features().ListGeofenceFeaturesAsync(new() { Bbox = bbox, Datetime = datetime, Limit = 1 }))["features"]!);

        Assert.Equal(["quay"], await FindAsync("-6,35,-5,36", ""));
        Assert.Equal(["island"], await FindAsync("170,-20,-170,0", ""));
        Assert.Equal(["island"], await FindAsync("", "2030-01-01T14:00:00Z"));
        Assert.Equal("Quay", $"{Read(await Features().GetGeofenceFeatureAsync(new() { Feature = "quay" }))["properties"]!["display_name"]}");
    }

    private static Type.V1.Area Disc(double latitude, double longitude) => new() { Circle = new() { Center = new() { Latitude = latitude, Longitude = longitude }, RadiusMetres = 500 } };

    private static JsonNode Read(HttpBody body) => JsonNode.Parse(body.Data.Span)!;

    private static IEnumerable<string> Ids(JsonNode features) => features.AsArray().Select(feature => $"{feature!["id"]}");

    private V1.FeatureService.FeatureServiceClient Features(string profile = "dispatcher.de") => new(_app.As(profile));
}
