using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Deletions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using Kind = TaskForce.Geolocation.V1.Deletion.Types.Kind;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// Deletes old pages, old rows of the log and old last known positions, each with a record of what it was in the same transaction.
/// </summary>
internal static class TrackTrim
{
    /// <summary>The name under which the store knows where the track begins.</summary>
    public const string Topic = "positions";

    /// <summary>The old pages of a nation: all of whose points were received before a time.</summary>
    public static Task<List<long>> OldPagesAsync(this GeolocationDb db, string nation, long before, long end, int most, CancellationToken cancellation) =>
        db.TrackPages.Where(page => page.Nation == nation && page.MaxReceipt < before && page.Last <= end).OrderBy(page => page.MaxReceipt).Take(most)
            .Select(page => page.Id).ToListAsync(cancellation);

    /// <summary>The last sequence of each of the oldest rows of the log, as long as they were received before a time.</summary>
    public static async Task<List<long>> OldBatchesAsync(this GeolocationDb db, long before, long end, int most, CancellationToken cancellation)
    {
        var rows = await db.TrackBatches.Where(row => row.Last <= end).OrderBy(row => row.Last).Take(most)
            .Select(row => new { row.Last, row.ReceiptTime }).ToListAsync(cancellation);
        return [.. rows.TakeWhile(row => row.ReceiptTime < before).Select(row => row.Last)];
    }

    public static async Task<int> DeletePagesAsync(
        this GeolocationDb db, List<long> ids, string nation, long before, DateTimeOffset now, CancellationToken cancellation)
    {
        await db.OverwriteDeletedAsync(cancellation);
        using var proof = new DeletionProof(Kind.TrackPages, now.UtcTicks);
        foreach (var page in await db.TrackPages.AsNoTracking().Where(page => ids.Contains(page.Id)).OrderBy(page => page.Id).ToListAsync(cancellation))
        {
            var points = new List<Fix>();
            PageCodec.Read(page.Points, wanted: null, points);
            proof.AddRow(page.Points);
            proof.AddPoints(nation, before, points.Count);
        }

        proof.Record(db);
        return await db.TrackPages.Where(page => ids.Contains(page.Id)).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Deletes the rows of the log up to one. Where the log ends is known all the same.</summary>
    public static async Task<int> DeleteBatchesAsync(
        this GeolocationDb db, long last, SubjectTable subjects, long before, DateTimeOffset now, CancellationToken cancellation)
    {
        await db.OverwriteDeletedAsync(cancellation);
        using var proof = new DeletionProof(Kind.PositionLog, now.UtcTicks);
        foreach (var row in await db.TrackBatches.AsNoTracking().Where(row => row.Last <= last).OrderBy(row => row.Last).ToListAsync(cancellation))
        {
            proof.AddRow(row.Points);
            foreach (var own in Points(row, subjects).GroupBy(fix => subjects.NationOf(fix.Subject)))
            {
                proof.AddPoints(own.Key, before, own.Count());
            }
        }

        proof.Record(db);
        var gone = await db.TrackBatches.Where(row => row.Last <= last).ExecuteDeleteAsync(cancellation);
        if (gone > 0)
        {
            await db.MoveStartAsync(Topic, last);
        }

        return gone;
    }

    /// <summary>Whether there are last known positions that were received too long ago.</summary>
    public static async Task<bool> HasOldKnownAsync(this GeolocationDb db, int part, Func<int, long> beforeOf, CancellationToken cancellation) =>
        await db.TrackKnown.AsNoTracking().FirstOrDefaultAsync(row => row.Part == part, cancellation) is { } row
        && KnownPoints(row).Any(fix => fix.ReceiptTime < beforeOf(fix.Subject));

    /// <summary>Writes last known positions anew without those; how many rows.</summary>
    public static async Task<int> ForgetKnownAsync(this GeolocationDb db, int part, SubjectTable subjects, Func<int, long> beforeOf, DateTimeOffset now)
    {
        await db.OverwriteDeletedAsync(CancellationToken.None);
        if (await db.TrackKnown.FindAsync(part) is not { } row)
        {
            return 0;
        }

        var (points, proof) = (KnownPoints(row), new DeletionProof(Kind.LastKnown, now.UtcTicks));
        using (proof)
        {
            Fix[] old = [.. points.Where(fix => fix.ReceiptTime < beforeOf(fix.Subject))];
            proof.AddRow(PageCodec.Write(old));
            foreach (var own in old.GroupBy(fix => subjects.NationOf(fix.Subject)))
            {
                proof.AddPoints(own.Key, beforeOf(own.First().Subject), own.Count());
            }

            proof.Record(db);
        }

        row.Points = PageCodec.Write([.. points.Where(fix => fix.ReceiptTime >= beforeOf(fix.Subject))]);
        return 1;
    }

    /// <summary>Makes pages of one nation each of some that hold several nations' points; how many there were.</summary>
    public static async Task<int> SplitPagesAsync(this GeolocationDb db, SubjectTable subjects, CancellationToken cancellation)
    {
        const int AtOnce = 64;
        await db.OverwriteDeletedAsync(cancellation);
        var mixed = await db.TrackPages.Where(page => page.Nation == "").OrderBy(page => page.Id).Take(AtOnce).ToListAsync(cancellation);
        var points = new List<Fix>();
        mixed.ForEach(page => PageCodec.Read(page.Points, wanted: null, points));
        points.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        db.TrackPages.AddRange(PageBuilder.Build(CollectionsMarshal.AsSpan(points), subjects.NationOf));
        db.TrackPages.RemoveRange(mixed);
        return mixed.Count;
    }

    private static List<Fix> KnownPoints(KnownRow row)
    {
        var points = new List<Fix>();
        PageCodec.Read(row.Points, wanted: null, points);
        return points;
    }

    private static Fix[] Points(BatchRow row, SubjectTable subjects) =>
        BatchCodec.Read(row.Points, row.First, row.Points.Length == 0 ? 0 : (int)(row.Last - row.First + 1), subjects);

    /// <summary>Where people were must not be left in the free pages of the file. PostgreSQL's autovacuum frees the room to be written over.</summary>
    public static Task OverwriteDeletedAsync(this GeolocationDb db, CancellationToken cancellation) =>
        db.Database.IsSqlite() ? db.Database.ExecuteSqlRawAsync("PRAGMA secure_delete = ON", cancellation) : Task.CompletedTask;
}
