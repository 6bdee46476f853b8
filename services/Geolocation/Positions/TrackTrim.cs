using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Deletes old points. The last known position of a subject stays, however old, and so does the newest of all: it is where the track ends.</summary>
internal static class TrackTrim
{
    /// <summary>The name under which the store knows where the track begins.</summary>
    public const string Topic = "positions";

    /// <summary>The sequence of the last of the oldest points behind <paramref name="behind"/> that were received before a time; null if there is none.</summary>
    public static async Task<long?> LastOldAsync(this GeolocationDb db, long behind, DateTimeOffset before, int most, CancellationToken cancellation)
    {
        var points = await db.TrackPoints.Where(point => point.Sequence > behind).OrderBy(point => point.Sequence).Take(most + 1)
            .Select(point => new { point.Sequence, point.ReceiptTime }).ToListAsync(cancellation);
        return points.SkipLast(1).TakeWhile(point => point.ReceiptTime < before).LastOrDefault()?.Sequence;
    }

    /// <summary>Deletes the points from one sequence to another, save those that stay; how many.</summary>
    public static async Task<int> TrimAsync(this GeolocationDb db, long behind, long last, CancellationToken cancellation)
    {
        var gone = await db.TrackPoints
            .Where(point => point.Sequence > behind && point.Sequence <= last
                && db.TrackPoints.Any(later => later.Subject == point.Subject && later.EventTime > point.EventTime))
            .ExecuteDeleteAsync(cancellation);
        if (gone > 0)
        {
            await db.MoveStartAsync(Topic, last);
        }

        return gone;
    }
}
