using System.Text;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Erases values; the digests that the chain holds say nothing once their salts are gone.</summary>
public sealed class AuditEraser<TDb> where TDb : ServiceDb
{
    private const string OpenGate = """INSERT INTO "audit_gate" ("Id") VALUES (1)""";
    private const string CloseGate = """DELETE FROM "audit_gate" """;

    private readonly Journal<TDb> _journal;
    private readonly TimeProvider _clock;

    internal AuditEraser(Journal<TDb> journal, TimeProvider clock) => (_journal, _clock) = (journal, clock);

    /// <summary>
    /// Erases a value wherever the caller's nation owns it and, if it is not known to be another's, where nobody alone does; but the name of what nations have in
    /// common is of no person, and for neither to erase.
    /// </summary>
    public async Task<EraseAuditValuesResponse> EraseAsync(EraseAuditValuesRequest request, Caller caller, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.Require(request);
        violations.ThrowIfAny();
        // Found outside of the change, for which others wait: this reads the whole log.
        var (found, owners, end) = await _journal.ReadAsync(db => FindAsync(db, request.Value, cancellation), cancellation);
        // Where somebody asked in vain for another nation's officer, that is for the other nation to know, and not for the one who asked to erase.
        var isTheirs = (owners.Count == 0 || owners.Contains(caller.Nation)) && !NamedResources.IsJoint(request.Value);

        return await _journal.ChangeAsync(request, caller, async db =>
        {
            var count = await EraseAsync(db, found, (value, open) =>
                open.Value == request.Value && (value.Nation == caller.Nation || (value.Nation.Length == 0 && isTheirs)));
            db.Audit([Erasure(AuditErasure.Types.Cause.Request, caller.Nation, [], end, count)]);
            return new EraseAuditValuesResponse { Count = count };
        }, cancellation);
    }

    /// <summary>Erases what a rule of retention says is old; how many.</summary>
    /// <param name="name">The rule's, by which its progress is kept.</param>
    /// <param name="nation">Whose values; empty for those of every nation that is not among <paramref name="others"/>.</param>
    /// <param name="others">The nations with rules of their own.</param>
    /// <param name="kinds">Which values.</param>
    /// <param name="before">Erased is what stands in entries of before.</param>
    /// <param name="cancellation">Ends it; what is done is done.</param>
    internal async Task<long> TrimAsync(string name, string nation, IReadOnlyCollection<string> others, Kind[] kinds, DateTimeOffset before, CancellationToken cancellation)
    {
        const int Batch = 200;
        var (total, ticks) = (0L, before.UtcTicks);
        while (true)
        {
            var (mark, old) = await _journal.ReadAsync(async db =>
            {
                var mark = await db.AuditMarks.Where(row => row.Name == name).Select(row => (long?)row.Number).FirstOrDefaultAsync(cancellation) ?? 0;
                var next = await db.AuditEntries.Where(entry => entry.Number > mark).OrderBy(entry => entry.Number).Take(Batch)
                    .Select(entry => new { entry.Number, entry.Time }).ToListAsync(cancellation);
                return (mark, next.TakeWhile(entry => entry.Time < ticks).Select(entry => entry.Number).ToList());
            }, cancellation);
            if (old.Count == 0)
            {
                return total;
            }

            total += await _journal.ChangeAsync(async db =>
            {
                var count = await EraseAsync(db, old, (value, _) => kinds.Contains(value.Kind) && (nation.Length > 0 ? value.Nation == nation : !others.Contains(value.Nation)));
                await MoveMarkAsync(db, name, old[^1]);
                db.Audit(count > 0 ? [Erasure(AuditErasure.Types.Cause.Retention, nation, kinds, old[^1], count)] : []);
                return count;
            }, cancellation);
        }
    }

    private static async Task<(List<long> Found, HashSet<string> Owners, long End)> FindAsync(TDb db, string value, CancellationToken cancellation)
    {
        const int Batch = 1000;
        var (found, cursor, read) = (new List<long>(), 0L, Batch);
        var bytes = Encoding.UTF8.GetBytes(value);
        while (read == Batch)
        {
            var rows = await db.AuditValues.Where(row => row.Number > cursor).OrderBy(row => row.Number).Take(Batch).ToListAsync(cancellation);
            found.AddRange(rows.Where(row => row.Values.AsSpan().IndexOf(bytes) >= 0).Select(row => row.Number));
            (cursor, read) = (rows is [.., var last] ? last.Number : cursor, rows.Count);
        }

        return (found, await OwnersAsync(db, found, value, cancellation), cursor);
    }

    private static async Task<HashSet<string>> OwnersAsync(TDb db, List<long> numbers, string value, CancellationToken cancellation)
    {
        var owners = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in numbers.Chunk(500))
        {
            var values = await db.AuditValues.AsNoTracking().Where(row => part.Contains(row.Number)).ToDictionaryAsync(row => row.Number, cancellation);
            foreach (var entry in await db.AuditEntries.AsNoTracking().Where(entry => part.Contains(entry.Number)).ToListAsync(cancellation))
            {
                var call = AuditRecord.Parser.ParseFrom(entry.Record).Call;
                owners.UnionWith(AuditView.OpenValuesOf(values[entry.Number]).Where(open => open.Value == value).Select(open => call.Values[open.Index].Nation));
            }
        }

        owners.Remove("");
        return owners;
    }

    private static async Task<long> EraseAsync(TDb db, IReadOnlyList<long> numbers, Func<AuditValue, AuditEntry.Types.OpenValue, bool> isErased)
    {
        var count = 0L;
        await db.Statements.ExecuteAsync(OpenGate);
        foreach (var part in numbers.Chunk(500))
        {
            var entries = await db.AuditEntries.AsNoTracking().Where(entry => part.Contains(entry.Number)).ToDictionaryAsync(entry => entry.Number);
            foreach (var row in await db.AuditValues.Where(values => part.Contains(values.Number)).ToListAsync())
            {
                var call = AuditRecord.Parser.ParseFrom(entries[row.Number].Record).Call;
                var open = AuditView.OpenValuesOf(row).ToList();
                var kept = open.Where(value => !isErased(call.Values[value.Index], value)).ToList();
                if (kept.Count < open.Count)
                {
                    count += open.Count - kept.Count;
                    row.Values = new AuditEntry { Values = { kept } }.ToByteArray();
                }
            }

            await db.SaveChangesAsync();
        }

        await db.Statements.ExecuteAsync(CloseGate);
        return count;
    }

    private static async Task MoveMarkAsync(TDb db, string name, long number)
    {
        var mark = await db.AuditMarks.FindAsync(name) ?? db.AuditMarks.Add(new() { Name = name }).Entity;
        mark.Number = number;
    }

    private AuditDraft Erasure(AuditErasure.Types.Cause cause, string nation, Kind[] kinds, long upTo, long count) => new(_clock.GetUtcNow())
    {
        Record = { Erasure = new() { Cause = cause, Nation = nation, Kinds = { kinds }, UpTo = upTo, Count = count } },
    };
}
