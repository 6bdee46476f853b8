using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Adds to the track past EF Core and its change tracking, because reports come by the thousand. Not thread safe: the store's writer runs
/// one change at a time.
/// </summary>
internal interface ITrackWriter
{
    /// <summary>Joins a change: what is added from here on is made known once the change is on disk.</summary>
    /// <param name="db">The change.</param>
    /// <param name="subjects">Whose owner will be asked for.</param>
    Task JoinAsync(GeolocationDb db, IEnumerable<string> subjects);

    /// <summary>The nation that a subject belongs to, or null if it never reported.</summary>
    string? OwnerOf(string subject);

    /// <summary>Keeps reports that the rules allow, in order; the point of each, or null if its subject and event time were kept before.</summary>
    Task<IReadOnlyList<TrackPoint?>> AddAsync(IReadOnlyList<AllowedReport> reports, DateTimeOffset receiptTime);
}

/// <summary>A report that the rules allow.</summary>
/// <param name="Report">The report.</param>
/// <param name="Nation">The nation that owns its subject.</param>
internal readonly record struct AllowedReport(V1.PositionReport Report, string Nation)
{
    public DateTimeOffset EventTime => Report.EventTime.ToDateTimeOffset();
}
