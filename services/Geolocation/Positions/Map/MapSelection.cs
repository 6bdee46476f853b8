using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>Which subjects are on one map: those that it is about and that the caller may see. One user at a time.</summary>
internal sealed class MapSelection(View view, PositionIndex index, MapScale scale)
{
    private readonly Filter _filter = new(view.Selection, index.Subjects);
    private readonly Area? _area = view.Selection.Area;
    private readonly DegreeBox _box = BoxOf(view.Selection.Area, 0);
    private readonly DegreeBox _edge = BoxOf(view.Selection.Area, EdgeMetres(scale, 0));
    private object? _marker;
    private long _now;

    /// <summary>Whether a subject is on the map, if it is shown so.</summary>
    public bool Includes(in MapDot dot)
    {
        var at = LocationOf(dot);
        return _box.MayHold(at) && _filter.Concerns(dot.Subject) && IsVisible(dot) && (_area is null || _area.Contains(at));
    }

    /// <summary>Whether it may be seen that a subject is where it is.</summary>
    public bool IsVisible(in MapDot dot) => view.Sight.ShowsNow(dot.Subject, dot.EventTime, _now);

    /// <summary>Goes on to a time; whether others may be visible then.</summary>
    public bool MoveTo(long now)
    {
        var (marker, before) = (_marker, _now);
        (_marker, _now) = (view.Sight.Marker, now);
        return !ReferenceEquals(marker, _marker) || (_marker is not null && index.Disclosures.Index.TurnsBetween(before, now));
    }

    /// <summary>
    /// Whether somebody who was sent what was on the map some time ago may have been sent a subject that has not been heard since, or not have been: it was
    /// told within a pixel of where it is, perhaps on the other side of the area's edge; or it is another nation's, which is disclosed for some time only.
    /// </summary>
    public bool IsUnsure(in MapDot dot) => view.Sight.Owns(dot.Subject)
        ? _area is not null && LocationOf(dot) is var at && _edge.MayHold(at) && EdgeMetres(scale, at.Latitude) is > 0 and var metres && Math.Abs(_area.Depth(at)) <= metres
        : view.Sight.HasSeen(dot.Subject);

    /// <summary>Whether it may have been on the map at some time, for all that may be told of it.</summary>
    public bool MayHaveIncluded(in MapDot dot) => _filter.Concerns(dot.Subject) && (IsVisible(dot) || view.Sight.HasSeen(dot.Subject));

    private static GeoPoint LocationOf(in MapDot dot) => new Fix { Latitude = dot.Latitude, Longitude = dot.Longitude }.Location;

    private static DegreeBox BoxOf(Area? area, double margin) =>
        area is null ? DegreeBox.Everywhere : DegreeBox.Of(new(area.Bounds.Middle, area.Bounds.RadiusMetres + margin));

    // The other pixel is for what distances on a sphere and on a map differ by.
    private static double EdgeMetres(MapScale scale, double latitude) => 2 * scale.PixelMetresAt(latitude);
}
