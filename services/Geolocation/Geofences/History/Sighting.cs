using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Geofences.History;

/// <summary>How a subject lay to a fence at a time.</summary>
/// <param name="Time">When.</param>
/// <param name="At">Where.</param>
/// <param name="Depth">Metres to the edge, negative outside; not a number if nobody knows.</param>
/// <param name="Margin">How deep it must be to be sure.</param>
internal readonly record struct Sighting(DateTimeOffset Time, GeoPoint At, double Depth, double Margin)
{
    /// <summary>How old a last known position may be and still stand for where somebody is.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(10);

    /// <summary>How far apart two positions may be, in time and space, for the way between them to be taken as straight.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(10);

    public const double LongestWayMetres = 20_000;

    public bool IsSurelyInside => Depth >= Margin;

    public bool IsSurelyOutside => Depth < 0 && Depth <= -Margin;

    /// <summary>Whether somebody who was at one place and then at the other went straight.</summary>
    public static bool IsOneWay(DateTimeOffset fromTime, GeoPoint from, DateTimeOffset toTime, GeoPoint to) =>
        toTime - fromTime <= LongestGap && from.MetresTo(to) <= LongestWayMetres;
}

/// <summary>What a subject is to a fence. By default it is outside.</summary>
/// <param name="IsInside">Whether it is inside.</param>
/// <param name="Since">Since when, as long as that still matters for its dwelling.</param>
/// <param name="HasDwelled">Whether it was told to have dwelled.</param>
internal readonly record struct Presence(bool IsInside, DateTimeOffset? Since, bool HasDwelled);

/// <summary>What happened between a subject and a fence.</summary>
/// <param name="Time">When.</param>
/// <param name="Type">What.</param>
/// <param name="Cause">Why, for a state.</param>
/// <param name="At">The position that proves it; null if there is none.</param>
/// <param name="Since">For dwelling: since when.</param>
/// <param name="After">What the subject is to the fence from then on.</param>
internal sealed record FenceEvent(
    DateTimeOffset Time, V1.GeofenceEvent.Types.Type Type, V1.GeofenceEvent.Types.Cause Cause, GeoPoint? At, DateTimeOffset? Since, Presence After);
