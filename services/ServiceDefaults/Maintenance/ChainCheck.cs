using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Maintenance;

/// <summary>
/// Whether the chain of the audit log holds in the store itself: each entry follows from the one before, each value is the one that was hashed, each checkpoint signs what leads to it.
/// It shows faults of disks and of people, not those of an operator who writes the whole chain anew: that only a nation's own copy shows.
/// </summary>
internal static class ChainCheck
{
    private const int Batch = 1000;
    private const string Remedy = "compare with a nation's copy (taskforce audit compare), and restore a backup of before";

    public static async Task<Finding> RunAsync(ServiceDb db, CancellationToken cancellation)
    {
        var (last, hash, signed) = (0L, AuditChain.Beginning.ToArray(), new SortedDictionary<string, long>(StringComparer.Ordinal));
        while (true)
        {
            var (from, to) = (last, last + Batch);
            var entries = await db.AuditEntries.AsNoTracking().Where(entry => entry.Number > from).OrderBy(entry => entry.Number).Take(Batch).ToListAsync(cancellation);
            var values = await db.AuditValues.AsNoTracking().Where(each => each.Number > from && each.Number <= to).ToDictionaryAsync(each => each.Number, cancellation);
            foreach (var entry in entries)
            {
                if (FaultOf(entry, last, hash, values.GetValueOrDefault(entry.Number)) is { } fault)
                {
                    return new("audit", HealthState.Fail, fault, Remedy);
                }

                (last, hash) = (entry.Number, entry.Hash);
                if (entry.IsCheckpoint && await CheckpointFaultAsync(db, entry, signed, cancellation) is { } broken)
                {
                    return new("audit", HealthState.Fail, broken, Remedy);
                }
            }

            if (entries.Count < Batch)
            {
                return new("audit", HealthState.Ok, $"{last} entries, a whole chain; signed up to: {(signed.Count > 0 ? string.Join(", ", signed.Select(each => $"{each.Key} {each.Value}")) : "nothing")}");
            }
        }
    }

    private static string? FaultOf(AuditEntryRow entry, long last, byte[] before, AuditValuesRow? values)
    {
        if (entry.Number != last + 1)
        {
            return $"entry {last + 1} is not there: {entry.Number} follows {last}";
        }

        if (!AuditChain.HashAfter(before, entry.Record).AsSpan().SequenceEqual(entry.Hash))
        {
            return $"entry {entry.Number} was changed, or does not follow from the one before";
        }

        var call = AuditRecord.Parser.ParseFrom(entry.Record).Call;
        return values is not null && AuditView.OpenValuesOf(values).Any(open =>
            call is null || open.Index >= call.Values.Count || !AuditChain.DigestOf(open.Salt.Span, open.Value).AsSpan().SequenceEqual(call.Values[open.Index].Digest.Span))
            ? $"a value of entry {entry.Number} is not the one that was hashed"
            : null;
    }

    private static async Task<string?> CheckpointFaultAsync(ServiceDb db, AuditEntryRow entry, SortedDictionary<string, long> signed, CancellationToken cancellation)
    {
        var record = AuditRecord.Parser.ParseFrom(entry.Record);
        var checkpoint = record.Checkpoint;
        // What stands before was checked.
        var hash = checkpoint is null || checkpoint.Number >= entry.Number ? null
            : await db.AuditEntries.Where(each => each.Number == checkpoint.Number).Select(each => each.Hash).FirstOrDefaultAsync(cancellation);
        if (checkpoint is null || hash is null || !hash.AsSpan().SequenceEqual(checkpoint.Hash.Span) || !AuditChain.IsSigned(record.Service, checkpoint))
        {
            return $"the checkpoint {entry.Number} does not sign the history that leads to it";
        }

        signed[checkpoint.Nation] = checkpoint.Number;
        return null;
    }
}
