using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>A subject as a map shows it: where it plausibly is, and what can be said of it.</summary>
internal readonly record struct MapDot
{
    public required long EventTime { get; init; }

    public required int Subject { get; init; }

    /// <summary>In 1e-7 degree, as is the longitude.</summary>
    public required int Latitude { get; init; }

    public required int Longitude { get; init; }

    /// <summary>The 68 % radius in metres.</summary>
    public required float Radius { get; init; }

    /// <summary>NaN if unknown, as is the speed.</summary>
    public required float HeadingDegrees { get; init; }

    public required float SpeedMps { get; init; }

    public required State State { get; init; }

    /// <summary>The number of the nation.</summary>
    public required byte Nation { get; init; }

    public static MapDot Of(Known known, PositionIndex index, long now)
    {
        var plausible = known.Plausible;
        return new()
        {
            EventTime = plausible.EventTime,
            Subject = plausible.Subject,
            Latitude = plausible.Latitude,
            Longitude = plausible.Longitude,
            Radius = (float)known.UncertaintyAt(now, index.States.Options),
            HeadingDegrees = plausible.HeadingDegrees,
            SpeedMps = plausible.SpeedMps,
            State = known.StateAt(now, index.States.Silences),
            Nation = index.Subjects[plausible.Subject].Nation,
        };
    }
}
