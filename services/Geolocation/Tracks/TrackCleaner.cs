using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Deletes what is older than each nation's positions are kept, and writes down what that was.</summary>
internal sealed class TrackCleaner(Journal<GeolocationDb> journal, TrackPager pager, PositionFeed feed, IOptions<TrackOptions> options)
{
    private SubjectTable Subjects => feed.Index.Subjects;

    /// <param name="now">Now.</param>
    /// <param name="cancellation">Ends the work between two transactions.</param>
    /// <returns>How many rows were deleted or rewritten.</returns>
    public async Task<int> CleanAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var end = await JudgedAsync(cancellation);
        var count = await SplitAsync(cancellation);
        await PageOldAsync(now, end, cancellation);
        foreach (var nation in Subjects.Nations)
        {
            count += await CleanPagesAsync(nation, now, end, cancellation);
        }

        count += await CleanLogAsync(now, end, cancellation);
        count += await ForgetAsync(now, cancellation);
        // Also when nothing was old: whoever deleted before may have ended before this.
        await journal.ScrubAsync(cancellation);

        return count;
    }

    // What the geofences have not judged yet is kept for them, however old.
    private async Task<long> JudgedAsync(CancellationToken cancellation)
    {
        var judged = await journal.ReadAsync(db => db.FenceFollowers.Select(follower => (long?)follower.Cursor).FirstOrDefaultAsync(cancellation), cancellation);
        return Math.Min(feed.Index.End, judged ?? long.MaxValue);
    }

    // Pages of before there was a retention for each nation hold points of several.
    private async Task<int> SplitAsync(CancellationToken cancellation)
    {
        var (count, split) = (0, 0);
        do
        {
            split = await journal.ReadAsync(db => db.TrackPages.AnyAsync(page => page.Nation == "", cancellation), cancellation)
                ? await journal.ChangeAsync(db => db.SplitPagesAsync(Subjects, cancellation), cancellation) : 0;
            count += split;
        }
        while (split > 0);
        return count;
    }

    // What is deleted of the log must be kept elsewhere: the points in pages, the last known positions by themselves.
    private async Task PageOldAsync(DateTimeOffset now, long end, CancellationToken cancellation)
    {
        if (await journal.ReadAsync(db => db.OldBatchesAsync(LogBefore(now), end, options.Value.TrimBatch, cancellation), cancellation) is [_, ..])
        {
            await pager.PageAsync(cancellation);
            await pager.WriteKnownAsync(cancellation);
        }
    }

    private async Task<int> CleanPagesAsync(string nation, DateTimeOffset now, long end, CancellationToken cancellation)
    {
        var (count, before) = (0, (now - options.Value.RetentionOf(nation)).UtcTicks);
        while (await journal.ReadAsync(db => db.OldPagesAsync(nation, before, end, options.Value.TrimBatch, cancellation), cancellation) is [_, ..] pages)
        {
            count += await journal.ChangeAsync(db => db.DeletePagesAsync(pages, nation, before, now, cancellation), cancellation);
        }

        return count;
    }

    private async Task<int> CleanLogAsync(DateTimeOffset now, long end, CancellationToken cancellation)
    {
        var (count, before) = (0, LogBefore(now));
        while (await journal.ReadAsync(db => db.OldBatchesAsync(before, end, options.Value.TrimBatch, cancellation), cancellation) is [.., var last])
        {
            count += await journal.ChangeAsync(db => db.DeleteBatchesAsync(last, Subjects, before, now, cancellation), cancellation);
        }

        return count;
    }

    // Each process forgets for itself; the store is rewritten by whoever comes first.
    private async Task<int> ForgetAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        feed.Index.Forget(BeforeOf);
        var count = 0;
        foreach (var part in await journal.ReadAsync(db => db.TrackKnown.Select(row => row.Part).ToListAsync(cancellation), cancellation))
        {
            if (await journal.ReadAsync(db => db.HasOldKnownAsync(part, BeforeOf, cancellation), cancellation))
            {
                count += await journal.ChangeAsync(db => db.ForgetKnownAsync(part, Subjects, BeforeOf, now), cancellation);
            }
        }

        return count;

        long BeforeOf(int subject) => (now - options.Value.RetentionOf(Subjects.NationOf(subject))).UtcTicks;
    }

    private long LogBefore(DateTimeOffset now) => (now - options.Value.LongestLog).UtcTicks;
}
