using System.Text.Json;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>OSRM's table service: https://project-osrm.org/docs/v5.24.0/api/#table-service.</summary>
internal sealed class OsrmEngine(RouterOptions router) : IEngine
{
    public HttpRequestMessage Ask(string profile, IReadOnlyList<GeoPoint> origins, IReadOnlyList<GeoPoint> destinations)
    {
        var places = string.Join(';', origins.Concat(destinations).Select(point => $"{point.Longitude.Text()},{point.Latitude.Text()}"));
        var sources = string.Join(';', Enumerable.Range(0, origins.Count));
        var targets = string.Join(';', Enumerable.Range(origins.Count, destinations.Count));
        var options = $"sources={sources}&destinations={targets}&annotations=duration,distance&generate_hints=false";
        return new(HttpMethod.Get, $"table/v1/{profile}/{places}?{options}");
    }

    public Road[][] Read(JsonElement answer, int origins, int destinations)
    {
        if (answer.Member("code").ToString() is not "Ok" and var code)
        {
            throw new FormatException($"The engine answers {code}.");
        }

        var distances = answer.Optional("distances")?.Table(origins, destinations);
        var roads = RoadJson.Roads(answer.Member("durations").Table(origins, destinations), distances);
        var (from, to) = (OnMap(answer.Optional("sources"), origins), OnMap(answer.Optional("destinations"), destinations));
        return [.. roads.Select((row, i) => row.Select((road, j) => from[i] && to[j] ? road : Road.None).ToArray())];
    }

    // The engine takes the nearest road however far away it is, and says how far.
    private bool[] OnMap(JsonElement? waypoints, int count) => waypoints is { } list
        ? [.. list.Elements(count).Select(waypoint => waypoint.Optional("distance") is not { } snapped || snapped.Amount() <= router.MaxSnapMetres)]
        : [.. Enumerable.Repeat(true, count)];
}
