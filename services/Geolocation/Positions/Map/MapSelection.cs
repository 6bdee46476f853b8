using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>Which subjects are on one map. One user at a time.</summary>
internal sealed class MapSelection(Selection selection, SubjectTable subjects, MapScale scale)
{
    private readonly Filter _filter = new(selection with { Area = null }, subjects);
    private readonly DegreeBox _box = BoxOf(selection.Area, 0);
    private readonly DegreeBox _edge = BoxOf(selection.Area, EdgeMetres(scale, 0));

    public bool Includes(in MapDot dot)
    {
        var at = FixOf(dot);
        return _box.MayHold(at.Location) && _filter.Includes(at) && (selection.Area is null || selection.Area.Contains(at.Location));
    }

    /// <summary>Whether a subject that was told within a pixel of where it is may have been told on the other side of the area's edge.</summary>
    public bool IsAtEdge(in MapDot dot) => selection.Area is { } area && FixOf(dot).Location is var at && _edge.MayHold(at)
        && EdgeMetres(scale, at.Latitude) is > 0 and var metres && Math.Abs(area.Depth(at)) <= metres;

    private static Fix FixOf(in MapDot dot) => new() { Subject = dot.Subject, Latitude = dot.Latitude, Longitude = dot.Longitude };

    private static DegreeBox BoxOf(Area? area, double margin) =>
        area is null ? DegreeBox.Everywhere : DegreeBox.Of(new(area.Bounds.Middle, area.Bounds.RadiusMetres + margin));

    // The other pixel is for what distances on a sphere and on a map differ by.
    private static double EdgeMetres(MapScale scale, double latitude) => 2 * scale.PixelMetresAt(latitude);
}
