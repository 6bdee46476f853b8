using System.Text;
using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.GeoJson;

public sealed class GeoJsonServiceTests(GeolocationApp app) : IClassFixture<GeolocationApp>
{
    private const string Harbour = """[[-5.5, 35.8], [-5.4, 35.8], [-5.4, 35.9], [-5.5, 35.9], [-5.5, 35.8]]""";

    private V1.GeoJsonService.GeoJsonServiceClient GeoJson => new(app.As("dispatcher.de"));

    [Theory]
    [InlineData("Point", "[-5.5, 35.8]", "\"radius_metres\": 500")]
    [InlineData("LineString", "[[-5.5, 35.8], [-5.4, 35.9]]", "\"half_width_metres\": 200")]
    [InlineData("MultiLineString", "[[[179.5, 1], [180, 1.5]], [[-180, 1.5], [-179.5, 2]]]", "\"half_width_metres\": 200")]
    [InlineData("Polygon", "[[[-5.5, 35.8], [-5.4, 35.8], [-5.4, 35.9], [-5.5, 35.9], [-5.5, 35.8]], [[-5.48, 35.82], [-5.48, 35.88], [-5.42, 35.88], [-5.48, 35.82]]]", "\"dwell_seconds\": 60")]
    [InlineData("MultiPolygon", "[[[[179, 0], [180, 0], [180, 1], [179, 1], [179, 0]]], [[[-180, 0], [-179, 0], [-179, 1], [-180, 1], [-180, 0]]]]", "\"hysteresis_metres\": 5")]
    public async Task Import_ThenExport_GivesTheSameGeometryAndImportsUnchanged(string type, string coordinates, string property)
    {
        var id = NewId("fence");
        var imported = await ImportAsync(Feature(type, coordinates, property, id));

        var exported = await GeoJson.ExportGeofencesAsync(new() { Geofence = $"geofences/{id}" });
        var feature = JsonNode.Parse(exported.Data.Span)!["features"]![0]!;
        var again = await GeoJson.ImportGeofencesAsync(new() { GeoJson = exported });

        Assert.Empty(imported.Faults);
        Assert.Equal((1, "application/geo+json", type), (imported.CreatedCount, exported.ContentType, feature["geometry"]!["type"]!.GetValue<string>()));
        Assert.Equal(Numbers(JsonNode.Parse(coordinates)!), Numbers(feature["geometry"]!["coordinates"]!));
        // A ring that was cut may begin elsewhere when it is whole again.
        Assert.Equal(1, again.UnchangedCount + (type == "MultiPolygon" ? again.UpdatedCount : 0));
    }

    [Fact]
    public async Task Export_NameThatTurnsTheDirectionOfText_ShowsItByNumberAndImportsUnchanged()
    {
        var id = NewId("fence");
        await ImportAsync(Feature("Point", "[-5.5, 35.8]", "\"radius_metres\": 500, \"display_name\": \"Hafen \\u202Eميناء\\u2066\"", id));

        var exported = await GeoJson.ExportGeofencesAsync(new() { Geofence = $"geofences/{id}" });
        var again = await GeoJson.ImportGeofencesAsync(new() { GeoJson = exported });

        Assert.Contains("\"Hafen \\u202Eميناء\\u2066\"", exported.Data.ToStringUtf8(), StringComparison.Ordinal);
        Assert.Equal(1, again.UnchangedCount);
    }

    [Fact]
    public async Task Export_ClockwisePolygon_IsRightHanded()
    {
        var id = NewId("fence");
        await ImportAsync(Feature("Polygon", "[[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]", id: id));

        var exported = JsonNode.Parse((await GeoJson.ExportGeofencesAsync(new() { Geofence = $"geofences/{id}" })).Data.Span)!;

        Assert.Equal("[[[0,0],[1,0],[1,1],[0,1],[0,0]]]", exported["features"]![0]!["geometry"]!["coordinates"]!.ToJsonString());
        Assert.Equal("[0,0,1,1]", exported["bbox"]!.ToJsonString());
    }

    [Theory]
    [InlineData("Polygon", "[[[0, 0], [1, 0], [1, 1], [0, 1]]]", "/geometry/coordinates/0/3", "not closed")]
    [InlineData("Polygon", "[[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]", "/geometry/coordinates/0/0", "crosses")]
    [InlineData("Polygon", "[[[0, 0], [2, 0], [2, 2], [0, 0]], [[3, 3], [4, 3], [4, 4], [3, 3]]]", "/geometry/coordinates/1/0", "outside")]
    [InlineData("Polygon", "[[[0, 0], [91, 0], [1, 91], [0, 0]]]", "/geometry/coordinates/0/2/1", "latitude")]
    [InlineData("Polygon", "[[0, 0], [1, 0], [1, 1], [0, 0]]", "/geometry/coordinates/0", "position")]
    [InlineData("Point", "[[0, 0]]", "/geometry/coordinates", "position")]
    [InlineData("Point", "[1e999, 0]", "/geometry/coordinates/0", "too large")]
    [InlineData("Point", "[\"1\", 0]", "/geometry/coordinates/0", "number")]
    [InlineData("LineString", "[[0, 0]]", "/geometry/coordinates", "2 to")]
    [InlineData("GeometryCollection", "[]", "/geometry/type", "must be")]
    [InlineData("MultiPolygon", "[[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]", "/geometry/coordinates", "one polygon")]
    public async Task Import_FaultyGeometry_SaysWhatAndWhere(string type, string coordinates, string place, string message)
    {
        var answer = await ImportAsync(Feature("Point", "[0, 0]", "\"radius_metres\": 9, \"hysteresis_metres\": 0"), Feature(type, coordinates, "\"radius_metres\": 50"));

        Assert.Contains(answer.Faults, fault => fault.Feature == 1 && fault.Pointer == "/features/1" + place && fault.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal((0, 0), (answer.CreatedCount, answer.Geofences.Count));
    }

    [Fact]
    public async Task Import_DryRun_ChangesNothing()
    {
        var id = NewId("fence");

        var answer = await GeoJson.ImportGeofencesAsync(new() { GeoJson = Body(Feature("Polygon", $"[{Harbour}]", id: id)), DryRun = true });

        Assert.Equal((1, 0), (answer.CreatedCount, answer.Faults.Count));
        Assert.Empty((await new V1.GeofenceService.GeofenceServiceClient(app.As("dispatcher.de")).ListGeofencesAsync(new() { Filter = new() { Geofence = $"geofences/{id}" } })).Geofences);
    }

    [Fact]
    public async Task Import_HostileDocument_IsRefused()
    {
        string[] hostile =
        [
            "", "{", "[1,2", new string('[', 100_000), "{\"type\":\"\\ud800\"}", "{\"a\":" + new string('[', 40) + new string(']', 40) + "}",
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"display_name\":\"\\ud800\"},\"geometry\":null}]}",
        ];
        foreach (var text in hostile)
        {
            await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELDS", () => GeoJson.ImportGeofencesAsync(new() { GeoJson = new() { Data = ByteString.CopyFromUtf8(text) } }).ResponseAsync);
        }

        Assert.Equal("/type", Assert.Single((await ImportTextAsync("{\"type\":1}")).Faults, fault => fault.Pointer.Length > 0).Pointer);
    }

    [Fact]
    public async Task ExportTrack_AcrossTheAntimeridian_IsCutThere()
    {
        var subject = $"assets/{NewId("ship")}";
        await app.ReportAsync(Report(subject, 0, 1, 179), Report(subject, 10, 2, -179));

        var track = JsonNode.Parse((await GeoJson.ExportTrackAsync(new() { Parent = $"positions/{subject}" })).Data.Span)!;

        Assert.Equal("""{"type":"MultiLineString","coordinates":[[[179,1],[180,1.5]],[[-180,1.5],[-179,2]]]}""", track["geometry"]!.ToJsonString());
        Assert.Equal("[179,1,-179,2]", track["bbox"]!.ToJsonString());
        Assert.Equal("2030-01-01T12:00:10Z", track["properties"]!["times"]![1]!.GetValue<string>());
    }

    [Fact]
    public async Task ExportPositions_OfSubjects_ArePoints()
    {
        var subject = $"assets/{NewId("ship")}";
        await app.ReportAsync(Report(subject, 0, 1, 2));

        var known = JsonNode.Parse((await GeoJson.ExportPositionsAsync(new() { Filter = new() { Subjects = { subject } } })).Data.Span)!;

        Assert.Equal("""{"type":"Point","coordinates":[2,1]}""", Assert.Single(known["features"]!.AsArray())!["geometry"]!.ToJsonString());
    }

    [Fact]
    public async Task Rest_BodyIsTheDocumentItself()
    {
        var id = NewId("fence");
        using var http = app.CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestIdentity.Token("dispatcher.de"));
        using var document = new ByteArrayContent(Body(Feature("Polygon", $"[{Harbour}]", id: id)).Data.ToByteArray());
        document.Headers.ContentType = new("application/geo+json");

        var imported = await http.PostAsync(new Uri("/geolocation/v1/geofences:importGeoJson", UriKind.Relative), document, TestContext.Current.CancellationToken);
        var exported = await http.GetAsync(new Uri($"/geolocation/v1/geofences:exportGeoJson?geofence=geofences/{id}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(1, JsonNode.Parse(await imported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["createdCount"]!.GetValue<int>());
        Assert.Equal("application/geo+json", exported.Content.Headers.ContentType?.MediaType);
        Assert.Equal(id, JsonNode.Parse(await exported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["features"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Rest_TrackOfASubject_IsFoundByItsName()
    {
        var subject = $"assets/{NewId("ship")}";
        await app.ReportAsync(Report(subject, 0, 1, 2), Report(subject, 5, 1, 3));
        using var http = app.CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestIdentity.Token("dispatcher.de"));

        var track = await http.GetStringAsync(new Uri($"/geolocation/v1/positions/{subject}/track:exportGeoJson", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("LineString", JsonNode.Parse(track)!["geometry"]!["type"]!.GetValue<string>());
    }

    private Task<V1.ImportGeofencesResponse> ImportAsync(params string[] features) => ImportTextAsync(Body(features).Data.ToStringUtf8());

    private Task<V1.ImportGeofencesResponse> ImportTextAsync(string text) => GeoJson.ImportGeofencesAsync(new() { GeoJson = new() { Data = ByteString.CopyFromUtf8(text) } }).ResponseAsync;

    private static HttpBody Body(params string[] features) =>
        new() { ContentType = "application/geo+json", Data = ByteString.CopyFrom(Encoding.UTF8.GetBytes($$"""{"type": "FeatureCollection", "features": [{{string.Join(',', features)}}]}""")) };

    private static string Feature(string type, string coordinates, string property = "\"x\": 1", string? id = null)
    {
        var named = id is null ? "" : $"\"id\": \"{id}\", ";
        var geometry = $$"""{"type": "{{type}}", "coordinates": {{coordinates}} }""";
        return $$"""{"type": "Feature", {{named}}"geometry": {{geometry}}, "properties": {"display_name": "A fence", {{property}} } }""";
    }

    private static IEnumerable<double> Numbers(JsonNode node) => node is JsonArray items ? items.SelectMany(item => Numbers(item!)).Distinct().Order() : [node.GetValue<double>()];
}
