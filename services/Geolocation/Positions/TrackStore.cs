using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Reads the track.</summary>
internal static class TrackStore
{
    // Steps from subject to subject along the index on (Subject, EventTime), so that the cost goes by subjects and not by points.
    private const string LastKnown = """
        WITH RECURSIVE subjects("Subject") AS (
            SELECT min("Subject") FROM track_points
            UNION ALL
            SELECT (SELECT min("Subject") FROM track_points WHERE "Subject" > subjects."Subject") FROM subjects WHERE subjects."Subject" IS NOT NULL)
        SELECT point.* FROM subjects JOIN track_points AS point ON point."Sequence" =
            (SELECT "Sequence" FROM track_points WHERE "Subject" = subjects."Subject" ORDER BY "EventTime" DESC LIMIT 1)
        """;

    /// <summary>The last known position of every subject.</summary>
    public static IAsyncEnumerable<TrackPoint> LastKnownAsync(this GeolocationDb db) => db.TrackPoints.FromSqlRaw(LastKnown).AsAsyncEnumerable();

    /// <summary>The sequence of the newest point, or 0.</summary>
    public static Task<long> EndOfTrackAsync(this GeolocationDb db, CancellationToken cancellation) =>
        db.TrackPoints.OrderByDescending(point => point.Sequence).Select(point => point.Sequence).FirstOrDefaultAsync(cancellation);

    /// <summary>Up to <paramref name="most"/> points of any subject after a sequence, in order.</summary>
    public static Task<List<TrackPoint>> AfterAsync(this GeolocationDb db, long sequence, int most, CancellationToken cancellation) =>
        db.TrackPoints.Where(point => point.Sequence > sequence).OrderBy(point => point.Sequence).Take(most).ToListAsync(cancellation);

    /// <summary>Up to <paramref name="most"/> points of a subject by event time.</summary>
    /// <param name="db">The store.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="from">The earliest event time.</param>
    /// <param name="before">Event times are earlier than this.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static Task<List<TrackPoint>> TrackAsync(
        this GeolocationDb db, string subject, DateTimeOffset from, DateTimeOffset before, int most, CancellationToken cancellation) =>
        db.TrackPoints.Where(point => point.Subject == subject && point.EventTime >= from && point.EventTime < before)
            .OrderBy(point => point.EventTime).Take(most).ToListAsync(cancellation);
}
