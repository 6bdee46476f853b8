using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using TaskForce.Tasking.Mandates;
using TaskForce.Tasking.Missions;

namespace TaskForce.Tasking.Delegations;

/// <summary>Which missions a right extends to. What is empty does not narrow.</summary>
internal sealed record Scope(
    ImmutableArray<V1.Hotspot.Types.Kind> Kinds, V1.Hotspot.Types.Severity Highest, ImmutableArray<string> HostNations,
    ImmutableArray<Type.V1.Area> Regions, string Mission)
{
    /// <summary>Why a mission is outside, for people; nothing if it is inside.</summary>
    public IEnumerable<string> Misses(Mission mission)
    {
        var brief = mission.Brief;
        if (!Kinds.IsEmpty && !Kinds.Contains(brief.Kind))
        {
            yield return $"it is for {string.Join(", ", Kinds.Select(kind => WireName.Of(kind)))}, not for {WireName.Of(brief.Kind)}";
        }

        if (Highest != V1.Hotspot.Types.Severity.Unspecified && brief.Severity > Highest)
        {
            yield return $"it goes up to {WireName.Of(Highest)}; this is {WireName.Of(brief.Severity)}";
        }

        if (!HostNations.IsEmpty && !HostNations.Contains(brief.HostNation))
        {
            yield return $"it is for places in {string.Join(", ", HostNations)}, not in {brief.HostNation}";
        }

        if (!Regions.IsEmpty && !Regions.Any(region => Holds(region, brief.Circle)))
        {
            yield return "the place is not wholly within its regions";
        }

        if (Mission.Length > 0 && Mission != mission.Name.ToString())
        {
            yield return $"it is for {Mission} only";
        }
    }

    public static IReadOnlyList<Coordinate> CornersOf(Type.V1.Area.Types.Polygon polygon) =>
        [.. polygon.Vertices.Select(vertex => new Coordinate(vertex.Longitude, vertex.Latitude))];

    private static bool Holds(Type.V1.Area region, GroundCircle place) => region.Circle is { } circle
        ? place.MetresTo(new(circle.Center.Longitude, circle.Center.Latitude)) + place.RadiusMetres <= circle.RadiusMetres
        : new Ground([CornersOf(region.Polygon)]).Holds(place);
}

internal static class ScopeMapping
{
    private const int MostRegions = 50;

    /// <summary>Reads a scope, noting everything that is wrong with it.</summary>
    public static Scope ToDomain(this V1.AuthorityScope? scope, Violations violations, string field)
    {
        scope ??= new();
        violations.CheckEach(scope.HotspotKinds, $"{field}.hotspot_kinds", kind => kind != 0 && System.Enum.IsDefined(kind), "is not a known kind");
        violations.Check(System.Enum.IsDefined(scope.HighestSeverity), $"{field}.highest_severity", "is not a known severity");
        violations.CheckEach(scope.HostNations, $"{field}.host_nations", nation => nation.Length == 2 && nation.All(char.IsAsciiLetterUpper), "must be an ISO 3166-1 alpha-2 code in capitals");
        violations.Check(scope.Regions.Count <= MostRegions, $"{field}.regions", $"must be at most {MostRegions}");
        violations.CheckEach(scope.Regions, $"{field}.regions", IsArea, "must be a circle, or a polygon without holes that crosses neither itself nor the antimeridian, in degrees");
        violations.Check(scope.Mission.Length == 0 || ResourceName.TryParse<MissionName>(scope.Mission) is not null, $"{field}.mission", "must be of the form missions/{mission}");
        return new([.. scope.HotspotKinds], scope.HighestSeverity, [.. scope.HostNations], [.. scope.Regions], scope.Mission);
    }

    public static V1.AuthorityScope ToProto(this Scope scope) => new()
    {
        HotspotKinds = { scope.Kinds },
        HighestSeverity = scope.Highest,
        HostNations = { scope.HostNations },
        Regions = { scope.Regions },
        Mission = scope.Mission,
    };

    private static bool IsArea(Type.V1.Area area) => area switch
    {
        { Circle: { Center: { } centre, RadiusMetres: > 0 and <= 20_000_000 } } => IsOnEarth(centre),
        { Polygon: { Vertices: { Count: >= 3 } vertices, Holes.Count: 0 } } => vertices.All(IsOnEarth) && !Crosses(vertices) && Ground.IsPolygon(Scope.CornersOf(area.Polygon)),
        _ => false,
    };

    // An edge that takes the shorter way past the antimeridian is not one that this service can judge.
    private static bool Crosses(Google.Protobuf.Collections.RepeatedField<Google.Type.LatLng> ring) =>
        ring.Where((vertex, i) => Math.Abs(vertex.Longitude - ring[(i + 1) % ring.Count].Longitude) > 180).Any();

    private static bool IsOnEarth(Google.Type.LatLng point) => point is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 };
}
