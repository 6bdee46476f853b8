using System.Text.Json.Nodes;
using Google.Api;
using Grpc.Core;

namespace TaskForce.Tasking.Tests.Hotspots;

public class HotspotFeatureServiceTests
{
    [Fact]
    public async Task Hotspots_PageByPageAndByBox_AreEachOnce()
    {
        await using var app = new TaskingApp();
        foreach (var north in Enumerable.Range(0, 5))
        {
            var hotspot = TaskingApp.PortHotspot;
            (hotspot.Place.Location.Latitude, hotspot.Description) = (35 + north, "مرفأ \"quoted\"");
            await app.Hotspots().CreateHotspotAsync(new() { Hotspot = hotspot, HotspotId = $"port-{north}" });
        }

        var first = Read(await Features(app).ListHotspotFeaturesAsync(new() { Limit = 2, Bbox = "-6,35.5,-5,40" }));
        var next = first["links"]!.AsArray().Single(link => $"{link!["rel"]}" == "next")!["href"]!.ToString();
        var second = Read(await Features(app).ListHotspotFeaturesAsync(new() { Limit = 2, Bbox = "-6,35.5,-5,40", PageToken = next.Split("page_token=")[1] }));

        Assert.Equal(["port-1", "port-2"], Ids(first));
        Assert.Equal(["port-3", "port-4"], Ids(second));
        Assert.Equal("مرفأ \"quoted\"", $"{first["features"]![0]!["properties"]!["description"]}");
        Assert.DoesNotContain(second["links"]!.AsArray(), link => $"{link!["rel"]}" == "next");
        Assert.Equal("INVALID_FIELDS", (await Features(app).ListHotspotFeaturesAsync(new() { PageToken = next.Split("page_token=")[1] }).RefusedAsync()).Reason);
    }

    [Fact]
    public async Task Hotspot_AsAFeature_IsAsThePartnerSeesIt()
    {
        await using var app = new TaskingApp();
        await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot, HotspotId = "port" });

        var body = await Features(app, "partner.fr").GetHotspotFeatureAsync(new() { Feature = "port" });

        var feature = Read(body);
        Assert.Equal(("application/geo+json", "port", "ACTIVE", "HUMAN_TRAFFICKING"), (body.ContentType, $"{feature["id"]}", $"{feature["properties"]!["state"]}", $"{feature["properties"]!["kind"]}"));
        Assert.Equal((-5.5, 35.89), (feature["geometry"]!["coordinates"]![0]!.GetValue<double>(), feature["geometry"]!["coordinates"]![1]!.GetValue<double>()));
        Assert.Equal("HOTSPOT_NOT_FOUND", (await Features(app).GetHotspotFeatureAsync(new() { Feature = "none" }).RefusedAsync()).Reason);
        Assert.Equal("ROLE_REQUIRED", (await Features(app, "field:de-falke-07").ListHotspotFeaturesAsync(new()).RefusedAsync()).Reason);
    }

    [Fact]
    public async Task Hotspots_ByTime_AreThoseThatWereNotOverThen()
    {
        await using var app = new TaskingApp();
        await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot, HotspotId = "port" });
        var closed = (await app.Hotspots().CloseHotspotAsync(new() { Name = "hotspots/port" })).UpdateTime.ToDateTimeOffset();

        async Task<string[]> AtAsync(DateTimeOffset from) => Ids(Read(await Features(app).ListHotspotFeaturesAsync(new() { Datetime = $"{from:yyyy-MM-ddTHH:mm:ss}Z/.." })));

        Assert.Equal(["port"], await AtAsync(closed.AddMinutes(-1)));
        Assert.Empty(await AtAsync(closed.AddMinutes(1)));
    }

    private static JsonNode Read(HttpBody body) => JsonNode.Parse(body.Data.Span)!;

    private static string[] Ids(JsonNode collection) => [.. collection["features"]!.AsArray().Select(feature => $"{feature!["id"]}")];

    private static V1.HotspotFeatureService.HotspotFeatureServiceClient Features(TaskingApp app, string profile = "dispatcher.de") => new(app.As(profile));
}
