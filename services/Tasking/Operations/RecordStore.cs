using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;

namespace TaskForce.Tasking.Operations;

/// <summary>The record of which device had an H-hour order, and when.</summary>
internal static class RecordStore
{
    /// <summary>Adds entries to an operation's record, each bound to the one before; nothing once it is closed.</summary>
    public static async Task EnterAsync(this TaskingDb db, Operation operation, IEnumerable<V1.OperationRecord.Types.Entry> entries)
    {
        if (operation.SealTime is null && entries.ToList() is { Count: > 0 } added)
        {
            await db.ChainAsync(operation.Name, added);
        }
    }

    /// <summary>Closes the record; its last digest goes into the log.</summary>
    public static async Task<V1.Operation> SealAsync(this TaskingDb db, OperationRow row, Picture picture, DateTimeOffset now)
    {
        var last = await db.ChainAsync(row.Value.Name, [RecordEntry.Sealed(row.Value, now)]);
        row.Set(row.Value.Seal(Convert.ToHexString(last.Digest.Span), now));
        return db.Record(row, picture, EventType.Sealed, Moment.OfService(now));
    }

    /// <summary>Closes the record if H has struck, whether or not the keeper of deadlines was there yet: what comes now is not of before H.</summary>
    public static async Task SealIfReleasedAsync(this TaskingDb db, OperationRow row, DateTimeOffset now)
    {
        if (row.Value.IsReleased(now) && row.Value.SealTime is null)
        {
            await db.SealAsync(row, await db.PictureOfAsync(row.Value.Name, row.Value.Plan.Missions), now);
        }
    }

    /// <summary>The record with its chain checked.</summary>
    public static async Task<V1.OperationRecord> RecordOfAsync(this TaskingDb db, Operation operation)
    {
        var name = operation.Name.ToString();
        var rows = await db.RecordEntries.Where(entry => entry.Operation == name).OrderBy(entry => entry.Number).ToListAsync();
        return new V1.OperationRecord
        {
            Name = $"{name}/record",
            Entries = { rows.Select(row => Owned(row.Value, operation)) },
            Sealed = operation.SealTime is not null,
            SealedDigest = ByteString.CopyFrom(Convert.FromHexString(operation.RecordDigest)),
        }.Verified();
    }

    // Whoever was once a recipient stays known to the operation.
    private static V1.OperationRecord.Types.Entry Owned(V1.OperationRecord.Types.Entry entry, Operation operation)
    {
        entry.Nation = operation.Recipients.FirstOrDefault(recipient => recipient.Member == entry.Member)?.Nation ?? "";
        return entry;
    }

    private static async Task<V1.OperationRecord.Types.Entry> ChainAsync(this TaskingDb db, OperationName operation, IReadOnlyList<V1.OperationRecord.Types.Entry> added)
    {
        var name = operation.ToString();
        // An entry of this very change is not in the database yet.
        var last = db.RecordEntries.Local.Where(entry => entry.Operation == name).MaxBy(entry => entry.Number)
            ?? await db.RecordEntries.Where(entry => entry.Operation == name).OrderByDescending(entry => entry.Number).FirstOrDefaultAsync();
        var before = last?.Value ?? new();
        foreach (var entry in added)
        {
            entry.Number = before.Number + 1;
            entry.Digest = entry.DigestAfter(before.Digest);
            db.RecordEntries.Add(RecordEntryRow.Of(operation, entry));
            before = entry;
        }

        return before;
    }
}
