using Google.Type;
using TaskForce.Geolocation.V1;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Client;

/// <summary>A subject on a map.</summary>
/// <param name="Subject">The resource name of what moves.</param>
/// <param name="Nation">The nation that owns it, ISO 3166-1 alpha-2.</param>
/// <param name="Location">Where it plausibly is; WGS 84, degrees.</param>
/// <param name="EventTime">When it was there, by the device's clock.</param>
/// <param name="State">What can be said of it.</param>
/// <param name="UncertaintyMetres">Radius that holds it with 68 % probability.</param>
/// <param name="HeadingDegrees">Clockwise from true north; null if unknown.</param>
/// <param name="SpeedMps">Metres per second over ground; null if unknown.</param>
public sealed record MapSubject(
    string Subject, string Nation, LatLng Location, DateTimeOffset EventTime, Position.Types.State State, double UncertaintyMetres, int? HeadingDegrees, double? SpeedMps);

/// <summary>What is new on a map.</summary>
/// <param name="Subject">The resource name of what moves.</param>
/// <param name="Now">What is shown of it now; null if it is off the map.</param>
public sealed record MapChange(string Subject, MapSubject? Now);

/// <summary>What the events of a map amount to. Not thread safe.</summary>
public sealed class PositionMap
{
    private readonly Dictionary<uint, (string Subject, string Nation)> _names = [];
    private readonly Dictionary<string, MapSubject> _subjects = [];

    /// <summary>What is on the map, by subject.</summary>
    public IReadOnlyDictionary<string, MapSubject> Subjects => _subjects;

    /// <summary>Takes an event in; what it changes. A stream that goes on from another one names each subject again.</summary>
    public IReadOnlyList<MapChange> Apply(PositionEvent change) => change.Type switch
    {
        EventType.Reset => Clear(),
        EventType.Changed => [.. change.Changes.Select(Apply).OfType<MapChange>()],
        _ => [],
    };

    private List<MapChange> Clear()
    {
        List<MapChange> gone = [.. _subjects.Keys.Select(subject => new MapChange(subject, null))];
        _subjects.Clear();
        return gone;
    }

    private MapChange? Apply(MapPosition position)
    {
        var known = _names.GetValueOrDefault(position.Number);
        var (subject, nation) = (position.Subject.Length > 0 ? position.Subject : known.Subject, position.Nation.Length > 0 ? position.Nation : known.Nation);
        _names[position.Number] = (subject, nation);
        if (position.Left)
        {
            return _subjects.Remove(subject) ? new(subject, null) : null;
        }

        return new(subject, _subjects[subject] = ToSubject(subject, nation, position));
    }

    private static MapSubject ToSubject(string subject, string nation, MapPosition position) => new(
        subject, nation, new() { Latitude = position.LatitudeE7 / 1e7, Longitude = position.LongitudeE7 / 1e7 },
        DateTimeOffset.FromUnixTimeMilliseconds(position.EventTimeMillis), position.State, position.UncertaintyMetres,
        position.HasHeadingDegrees ? (int)position.HeadingDegrees : null, position.HasSpeedDmps ? position.SpeedDmps / 10.0 : null);
}
