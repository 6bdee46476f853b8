using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Replicas;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Reads the track: by sequence from the log, by subject and event time from pages and memory. Thread safe.</summary>
internal sealed class TrackStore(Journal<GeolocationDb> journal, PositionFeed feed, TrackMemory memory, ReplicaLag lag)
{
    private const int RowsAtOnce = 32;

    /// <summary>Up to <paramref name="most"/> points of any subject after a sequence, in order; none that this process has not made known yet.</summary>
    /// <param name="db">A read or a change.</param>
    /// <param name="sequence">Of the last point that was seen.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<List<TrackPoint>> AfterAsync(GeolocationDb db, long sequence, int most, CancellationToken cancellation) =>
        [.. (await FixesAfterAsync(db, sequence, most, cancellation)).Select(fix => fix.ToTrackPoint(memory.Subjects))];

    /// <summary>The same in the form in which they are kept.</summary>
    public async Task<List<Fix>> FixesAfterAsync(GeolocationDb db, long sequence, int most, CancellationToken cancellation)
    {
        var (found, end) = (new List<Fix>(), feed.Index.End);
        var batches = db.TrackBatches.AsNoTracking().Where(row => row.Last > sequence && row.First <= end).OrderBy(row => row.Last);
        await foreach (var row in batches.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            found.AddRange(Points(row).Where(fix => fix.Sequence > sequence && fix.Sequence <= end).Take(most - found.Count));
            if (found.Count >= most)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>What a watcher has missed that has seen all up to a sequence: up to <paramref name="most"/> points, in order.</summary>
    /// <exception cref="DomainException"><see cref="Fault.OutOfRange"/>, <c>LOG_TRUNCATED</c>.</exception>
    public Task<List<Fix>> MissedAsync(long sequence, int most, CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        // One snapshot: what is deleted after the look at the beginning is still read. Whoever has seen the end has missed nothing.
        if (sequence < feed.Index.End)
        {
            await db.MustReachAsync(TrackTrim.Topic, sequence, cancellation);
        }

        return await FixesAfterAsync(db, sequence, most, cancellation);
    }, cancellation);

    /// <summary>When the point of a sequence was received, or later ones that went to the disk with it; the beginning of time if it is not kept.</summary>
    public Task<long> ReceiptTimeAsync(long sequence, CancellationToken cancellation) => journal.ReadAsync(db =>
        db.TrackBatches.AsNoTracking().Where(row => row.Last >= sequence).OrderBy(row => row.Last).Select(row => row.ReceiptTime).FirstOrDefaultAsync(cancellation), cancellation);

    /// <summary>The same; null if it is not kept, or the log does not go on from there.</summary>
    public Task<long?> FindReceiptTimeAsync(long sequence, CancellationToken cancellation) => journal.ReadAsync(async db =>
        sequence < await db.StartOfLogAsync(TrackTrim.Topic, cancellation) ? null
            : await db.TrackBatches.AsNoTracking().Where(row => row.Last >= sequence).OrderBy(row => row.Last)
                .Select(row => (long?)row.ReceiptTime).FirstOrDefaultAsync(cancellation), cancellation);

    /// <summary>Where the log ends; another process may be ahead of what is known here.</summary>
    public Task<long> EndAsync(CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        using var statements = TrackStatements.For(db, before: null);
        return (await statements.LookAsync()).End;
    }, cancellation);

    /// <summary>Up to <paramref name="most"/> points of a subject by event time.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="from">The earliest event time.</param>
    /// <param name="before">Event times are earlier than this.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<List<TrackPoint>> TrackAsync(string subject, DateTimeOffset from, DateTimeOffset before, int most, CancellationToken cancellation)
    {
        var number = memory.Subjects.Find(subject);
        if (number < 0 || before <= from)
        {
            return [];
        }

        // Memory first: a point leaves it only when it is in a page. The last known one stays, however old.
        List<Fix> found;
        lock (memory.Gate)
        {
            found = [.. memory.RecentOf(number, isCommitted: true).Concat(feed.Index.FindFix(number) is { } known ? [known] : [])
                .Where(fix => fix.EventTime >= from.UtcTicks && fix.EventTime < before.UtcTicks)];
        }

        found.AddRange(await journal.ReadAsync(db => db.PagedAsync(number, from.UtcTicks, before.UtcTicks - 1, cancellation, most), cancellation));
        return [.. found.DistinctBy(fix => fix.EventTime).OrderBy(fix => fix.EventTime).Take(most).Select(fix => fix.ToTrackPoint(memory.Subjects))];
    }

    /// <summary>The last point of a subject before an event time, of those with a sequence up to <paramref name="upTo"/>; null if there is none.</summary>
    public async Task<TrackPoint?> LastBeforeAsync(string subject, DateTimeOffset time, long upTo, CancellationToken cancellation)
    {
        var number = memory.Subjects.Find(subject);
        if (number < 0)
        {
            return null;
        }

        List<Fix> found;
        long first;
        lock (memory.Gate)
        {
            found = [.. memory.RecentOf(number, isCommitted: true).Concat(feed.Index.FindFix(number) is { } known ? [known] : [])];
            first = memory.Subjects[number].First;
        }

        var before = new EarlierQuestion(number, time.UtcTicks, upTo, first);
        var last = before.LatestOf(found, null);
        last = await journal.ReadAsync(db => db.LastPagedAsync(before, last, cancellation), cancellation);
        return last?.ToTrackPoint(memory.Subjects);
    }

    /// <summary>Takes in what others have added to the log, up to its end.</summary>
    public Task CatchUpAsync(GeolocationDb db, long end, CancellationToken cancellation) => CatchUpAsync(db, end, isAlone: true, cancellation);

    /// <summary>
    /// The same beside changes that are made here; false as soon as one has a part that is not confirmed. What follows that part in the log must not be
    /// made known before it.
    /// </summary>
    public Task<bool> TryCatchUpAsync(GeolocationDb db, long end, CancellationToken cancellation) => CatchUpAsync(db, end, isAlone: false, cancellation);

    private async Task<bool> CatchUpAsync(GeolocationDb db, long end, bool isAlone, CancellationToken cancellation)
    {
        await LearnSubjectsAsync(db, cancellation);
        List<BatchRow> rows;
        do
        {
            var after = memory.End;
            rows = await db.TrackBatches.AsNoTracking().Where(row => row.Last > after).OrderBy(row => row.Last).Take(RowsAtOnce).ToListAsync(cancellation);
            lock (memory.Gate)
            {
                if (!isAlone && memory.IsPending)
                {
                    return false;
                }

                rows.ForEach(row => memory.Learn(Points(row)));
            }

            rows.ForEach(row => lag.Note(row.ReceiptTime));
        }
        while (rows.Count == RowsAtOnce);
        lock (memory.Gate)
        {
            if (!isAlone && memory.IsPending)
            {
                return false;
            }

            memory.Advance(end);
            return true;
        }
    }

    /// <summary>Takes in the subjects that are new.</summary>
    public async Task LearnSubjectsAsync(GeolocationDb db, CancellationToken cancellation)
    {
        var count = memory.Subjects.Count;
        var added = await db.Subjects.AsNoTracking().Where(subject => subject.Id >= count).OrderBy(subject => subject.Id).ToListAsync(cancellation);
        lock (memory.Gate)
        {
            memory.Learn(added);
        }
    }

    /// <summary>The points of a row of the log.</summary>
    public Fix[] Points(BatchRow row) => BatchCodec.Read(row.Points, row.First, row.Points.Length == 0 ? 0 : (int)(row.Last - row.First + 1), memory.Subjects);
}
