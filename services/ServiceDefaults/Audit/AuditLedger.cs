using System.Text;
using Google.Protobuf;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Adds entries to the chain, within the transaction that makes changes one at a time: so the order of the chain is that of the commits.</summary>
internal sealed class AuditLedger(Statements statements, string service)
{
    private const string End = """SELECT "Number", "Hash" FROM "audit_entries" ORDER BY "Number" DESC LIMIT 1""";

    // Several rows in one statement: a round trip to PostgreSQL costs more than a row.
    private static readonly (int Rows, string Entries, string Values)[] Inserts =
        [.. new[] { 32, 4, 1 }.Select(rows => (rows, Insert(rows, "audit_entries", "Number", "IsCheckpoint", "Time", "Hash", "Record"), Insert(rows, "audit_values", "Number", "Values")))];

    public async Task AppendAsync(IReadOnlyList<AuditDraft> drafts)
    {
        var (number, hash) = await EndAsync();
        var rows = new List<(AuditEntryRow Entry, byte[] Values)>(drafts.Count);
        foreach (var draft in drafts)
        {
            (draft.Record.Service, draft.Record.Number) = (service, ++number);
            var record = draft.Record.ToByteArray();
            hash = AuditChain.HashAfter(hash, record);
            rows.Add((new()
            {
                Number = number,
                IsCheckpoint = draft.Record.Checkpoint is not null,
                Time = draft.Record.Time.ToDateTime().Ticks,
                Hash = hash,
                Record = record,
            }, draft.Values));
        }

        await InsertAsync(rows);
    }

    private async Task<(long Number, byte[] Hash)> EndAsync()
    {
        await using var end = await statements.Of(End).ExecuteReaderAsync();
        return await end.ReadAsync() ? (end.GetInt64(0), end.GetFieldValue<byte[]>(1)) : (0, AuditChain.Beginning.ToArray());
    }

    private async Task InsertAsync(List<(AuditEntryRow Entry, byte[] Values)> rows)
    {
        for (var done = 0; done < rows.Count;)
        {
            var (count, entries, values) = Inserts.First(insert => insert.Rows <= rows.Count - done);
            var part = rows.GetRange(done, count);
            await statements.ExecuteAsync(entries, [.. part.SelectMany(row => new object[] { row.Entry.Number, row.Entry.IsCheckpoint, row.Entry.Time, row.Entry.Hash, row.Entry.Record })]);
            await statements.ExecuteAsync(values, [.. part.SelectMany(row => new object[] { row.Entry.Number, row.Values })]);
            done += count;
        }
    }

    private static string Insert(int rows, string table, params string[] columns)
    {
        var text = new StringBuilder($"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) VALUES ");
        for (var row = 0; row < rows; row++)
        {
            var first = row * columns.Length;
            text.Append(row > 0 ? ", (" : "(").AppendJoin(", ", Enumerable.Range(first, columns.Length).Select(i => $"@p{i}")).Append(')');
        }

        return text.ToString();
    }
}
