using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>Which subjects are on one map. One user at a time.</summary>
internal sealed class MapSelection(Selection selection, SubjectTable subjects)
{
    private readonly Filter _filter = new(selection with { Area = null }, subjects);
    private readonly DegreeBox _box = selection.Area is { } area ? DegreeBox.Of(area.Bounds) : DegreeBox.Everywhere;

    public bool Includes(in MapDot dot)
    {
        var at = new Fix { Subject = dot.Subject, Latitude = dot.Latitude, Longitude = dot.Longitude };
        return _box.MayHold(at.Location) && _filter.Includes(at) && (selection.Area is null || selection.Area.Contains(at.Location));
    }
}
