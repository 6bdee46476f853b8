using System.Net.Http.Json;
using System.Text.Json;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>Valhalla's time-distance matrix: https://valhalla.github.io/valhalla/api/matrix/api-reference/.</summary>
internal sealed class ValhallaEngine : IEngine
{
    private const float MetresPerKilometre = 1000;

    public HttpRequestMessage Ask(string profile, IReadOnlyList<GeoPoint> origins, IReadOnlyList<GeoPoint> destinations) =>
        new(HttpMethod.Post, "sources_to_targets")
        {
            Content = JsonContent.Create(
                new { sources = origins.Select(Place), targets = destinations.Select(Place), costing = profile, units = "kilometers" }),
        };

    // A table of objects, or, in the concise form, a table of times and one of lengths.
    public Road[][] Read(JsonElement answer, int origins, int destinations)
    {
        var table = answer.Member("sources_to_targets");
        return table.ValueKind == JsonValueKind.Object
            ? RoadJson.Roads(
                table.Member("durations").Table(origins, destinations), table.Optional("distances")?.Table(origins, destinations), MetresPerKilometre)
            : [.. table.Elements(origins).Select((row, i) => row.Elements(destinations).Select((cell, j) => Cell(cell, i, j)).ToArray())];
    }

    private static Road Cell(JsonElement cell, int from, int to) =>
        (cell.Optional("from_index")?.GetInt32() ?? from, cell.Optional("to_index")?.GetInt32() ?? to) == (from, to)
            ? new(cell.Member("time").Amount(), cell.Optional("distance") is { } distance ? distance.Amount() * MetresPerKilometre : float.NaN)
            : throw new FormatException("The engine's table is in another order.");

    private static object Place(GeoPoint point) => new { lat = point.Latitude, lon = point.Longitude };
}
