using TaskForce.Geolocation.Geography;
using Cause = TaskForce.Geolocation.V1.GeofenceEvent.Types.Cause;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Geofences.History;

/// <summary>
/// The rules of <c>GeofenceService</c>, nothing else: what happened follows from what a subject was and how it is seen, step by step in
/// event time. Each event depends on nothing later than itself, which is why a history can be kept and mended from the middle.
/// </summary>
internal static class FenceHistory
{
    /// <summary>What a sighting changes.</summary>
    /// <param name="edition">The fence.</param>
    /// <param name="was">What the subject was.</param>
    /// <param name="before">The sighting before this one, if it was while the fence held.</param>
    /// <param name="now">The sighting.</param>
    public static (Presence Is, FenceEvent? Event) Step(Edition edition, Presence was, Sighting? before, Sighting now) => was.IsInside
        ? Stay(edition.Rule, was, now)
        : now.IsSurelyInside
            ? Told(now, EventType.Entered, new(true, edition.Rule.Dwell > TimeSpan.Zero ? now.Time : null, false))
            : before is { } last && Crosses(edition.Rule, last, now) ? Told(now, EventType.Crossed, default) : (default, null);

    /// <summary>What a subject is when the fence begins to hold.</summary>
    /// <param name="edition">The fence.</param>
    /// <param name="last">How it was seen last before; null if that is not known.</param>
    /// <param name="at">Where it was last; null if it never was anywhere.</param>
    public static (Presence Is, FenceEvent? Event) Begin(Edition edition, Sighting? last, GeoPoint? at)
    {
        Presence inside = new(true, edition.Rule.Dwell > TimeSpan.Zero ? edition.From : null, false);
        return last is { IsSurelyInside: true } seen
            ? (inside, new(edition.From, EventType.Inside, Cause.FenceBegan, seen.At, null, inside))
            : (default, Outside(edition, edition.From, Cause.FenceBegan, at));
    }

    /// <summary>What a subject is when the fence ceases to hold.</summary>
    /// <param name="edition">The fence.</param>
    /// <param name="was">What it was.</param>
    /// <param name="last">Where it was last; null if it never was anywhere.</param>
    public static FenceEvent? End(Edition edition, Presence was, GeoPoint? last) => was.IsInside
        ? new(edition.End, EventType.Inside, Cause.FenceEnded, last, null, default)
        : Outside(edition, edition.End, Cause.FenceEnded, last);

    private static FenceEvent? Outside(Edition edition, DateTimeOffset time, Cause cause, GeoPoint? last) =>
        edition.Rule.IsNamed && last is not null ? new(time, EventType.Outside, cause, last, null, default) : null;

    private static (Presence Is, FenceEvent? Event) Stay(FenceRule rule, Presence was, Sighting now)
    {
        if (now.IsSurelyOutside)
        {
            return Told(now, EventType.Exited, default);
        }

        return was.Since is { } since && now.Time - since >= rule.Dwell
            ? Told(now, EventType.Dwelled, new(true, null, true), since)
            : (was, null);
    }

    private static (Presence Is, FenceEvent? Event) Told(Sighting now, EventType type, Presence after, DateTimeOffset? since = null) =>
        (after, new(now.Time, type, Cause.Unspecified, now.At, since, after));

    private static bool Crosses(FenceRule rule, Sighting before, Sighting now) =>
        before.Depth < 0 && now.Depth < 0 && rule.Area is { } area && Sighting.IsOneWay(before.Time, before.At, now.Time, now.At)
        && area.LeadsAsDeep(before.At, now.At, Math.Max(before.Margin, now.Margin));
}
