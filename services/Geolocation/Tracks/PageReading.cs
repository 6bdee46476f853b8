using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Finds points of one subject in pages.</summary>
internal static class PageReading
{
    /// <summary>How many buckets the subjects are divided among.</summary>
    public const int Buckets = 256;

    /// <summary>The points of a subject from one event time to another; the earliest ones at least.</summary>
    public static async Task<List<Fix>> PagedAsync(this GeolocationDb db, int subject, long from, long to, CancellationToken cancellation, int most = int.MaxValue)
    {
        var found = new List<Fix>();
        var bucket = subject % Buckets;
        var pages = db.TrackPages.AsNoTracking().Where(page => page.Bucket == bucket && page.MinEvent <= to && page.MaxEvent >= from).OrderBy(page => page.MinEvent);
        await foreach (var page in pages.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (found.Count > most && page.MinEvent > found[most - 1].EventTime)
            {
                break;
            }

            PageCodec.Read(page.Points, subject, found);
            found.RemoveAll(fix => fix.EventTime < from || fix.EventTime > to);
            found.Sort((one, other) => one.EventTime.CompareTo(other.EventTime));
        }

        return found;
    }

    /// <summary>
    /// The last point that a question is about, or what is known of it. The pages that reach farthest come first, until none can hold a later point; which they
    /// are the index tells, so that only those are read, and none from before the subject first reported.
    /// </summary>
    public static async Task<Fix?> LastPagedAsync(this GeolocationDb db, EarlierQuestion question, Fix? last, CancellationToken cancellation)
    {
        var bucket = question.Subject % Buckets;
        var heads = await db.TrackPages.Where(page => page.Bucket == bucket && page.MinEvent < question.Before)
            .OrderByDescending(page => page.MaxEvent).Select(page => new { page.Id, page.MaxEvent }).ToListAsync(cancellation);
        foreach (var head in heads)
        {
            if (last is { } found && found.EventTime >= head.MaxEvent)
            {
                break;
            }

            var bytes = await db.TrackPages.Where(page => page.Id == head.Id && page.Last >= question.First).Select(page => page.Points).FirstOrDefaultAsync(cancellation);
            if (bytes is not null)
            {
                var points = new List<Fix>();
                PageCodec.Read(bytes, question.Subject, points);
                last = question.LatestOf(points, last);
            }
        }

        return last;
    }
}

/// <summary>Which point of a subject was the last before a time.</summary>
/// <param name="Subject">Its number.</param>
/// <param name="Before">The event time, UTC ticks.</param>
/// <param name="UpTo">Points with a higher sequence do not count.</param>
/// <param name="First">No point of it has a lower sequence; 0 if that is not known.</param>
internal sealed record EarlierQuestion(int Subject, long Before, long UpTo, long First)
{
    /// <summary>The last of some points, or the one that was known if that is later.</summary>
    public Fix? LatestOf(List<Fix> points, Fix? last)
    {
        foreach (var fix in points)
        {
            last = fix.EventTime < Before && fix.Sequence <= UpTo && !(last?.EventTime >= fix.EventTime) ? fix : last;
        }

        return last;
    }
}
