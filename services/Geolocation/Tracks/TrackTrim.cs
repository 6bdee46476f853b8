using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// Deletes old pages and old rows of the log. What holds the newest point of all stays, and the last known position of a subject is kept apart from both.
/// </summary>
internal static class TrackTrim
{
    /// <summary>The name under which the store knows where the track begins.</summary>
    public const string Topic = "positions";

    /// <summary>The old pages: all of whose points were received before a time.</summary>
    public static Task<List<long>> OldPagesAsync(this GeolocationDb db, long before, long end, int most, CancellationToken cancellation) =>
        db.TrackPages.Where(page => page.MaxReceipt < before && page.Last < end).OrderBy(page => page.MaxReceipt).Take(most)
            .Select(page => page.Id).ToListAsync(cancellation);

    /// <summary>The last sequence of each of the oldest rows of the log, as long as they were received before a time.</summary>
    public static async Task<List<long>> OldBatchesAsync(this GeolocationDb db, long before, long end, int most, CancellationToken cancellation)
    {
        var rows = await db.TrackBatches.Where(row => row.Last < end).OrderBy(row => row.Last).Take(most)
            .Select(row => new { row.Last, row.ReceiptTime }).ToListAsync(cancellation);
        return [.. rows.TakeWhile(row => row.ReceiptTime < before).Select(row => row.Last)];
    }

    public static async Task<int> DeletePagesAsync(this GeolocationDb db, List<long> ids, CancellationToken cancellation)
    {
        await db.OverwriteDeletedAsync(cancellation);
        return await db.TrackPages.Where(page => ids.Contains(page.Id)).ExecuteDeleteAsync(cancellation);
    }

    public static async Task<int> DeleteBatchesAsync(this GeolocationDb db, long last, CancellationToken cancellation)
    {
        await db.OverwriteDeletedAsync(cancellation);
        var gone = await db.TrackBatches.Where(row => row.Last <= last).ExecuteDeleteAsync(cancellation);
        if (gone > 0)
        {
            await db.MoveStartAsync(Topic, last);
        }

        return gone;
    }

    // Where people were must not be left in the free pages of the file. PostgreSQL's autovacuum frees the room to be written over.
    private static Task OverwriteDeletedAsync(this GeolocationDb db, CancellationToken cancellation) =>
        db.Database.IsSqlite() ? db.Database.ExecuteSqlRawAsync("PRAGMA secure_delete = ON", cancellation) : Task.CompletedTask;
}
