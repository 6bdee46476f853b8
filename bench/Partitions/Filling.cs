namespace TaskForce.Partitions;

/// <summary>Fills a table of the migrations' with more rows than a service writes in years.</summary>
internal static class Filling
{
    // The definitions of the keys as the migrations made them, to be made again behind the rows.
    private const string Makes = """
        SELECT array_agg(CASE WHEN con.oid IS NULL THEN replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
            ELSE format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, c.relname, pg_get_constraintdef(con.oid)) END ORDER BY c.relname)
        """;

    private const string Drops = """
        SELECT array_agg(CASE WHEN con.oid IS NULL THEN format('DROP INDEX %I', c.relname) ELSE format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, c.relname) END ORDER BY c.relname)
        """;

    private const string Keys = """
        FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
        LEFT JOIN pg_constraint con ON con.conindid = c.oid AND con.contype = 'p' WHERE t.relname =
        """;

    /// <param name="store">Where.</param>
    /// <param name="report">What it took, and the sizes.</param>
    /// <param name="table">Which table.</param>
    /// <param name="rows">How many rows, with the keys from 1 on.</param>
    /// <param name="insert">Writes them.</param>
    public static async Task RunAsync(Store store, Report report, string table, long rows, string insert)
    {
        var makes = await store.AskAsync<string[]>($"{Makes} {Keys} '{table}'");
        var drops = await store.AskAsync<string[]>($"{Drops} {Keys} '{table}'");
        await report.OnceAsync("fill, without keys", () => store.ExecuteAsync(string.Join(';', ["BEGIN", $"TRUNCATE {table}", .. drops, insert, "COMMIT"])));
        await report.OnceAsync("make the keys", async () =>
        {
            foreach (var make in makes)
            {
                await store.ExecuteAsync(make);
            }
        });
        await store.ExecuteAsync($"SELECT setval(pg_get_serial_sequence('{table}', partition_key('{table}')), {rows})");
        await report.OnceAsync("vacuum and analyze all", () => store.ExecuteAsync($"VACUUM (ANALYZE) {table}"));
        await store.ExecuteAsync("CHECKPOINT");
        await SizeAsync(store, report, table, "");
    }

    public static async Task SizeAsync(Store store, Report report, string table, string when)
    {
        foreach (var (what, function) in new[] { ("rows on disk", "pg_table_size"), ("keys on disk", "pg_indexes_size") })
        {
            report.Add(what + when, "MB", await store.AskAsync<long>(Bytes(function, table)) / 1e6);
        }
    }

    /// <summary>Twelve partitions for keys up to the last row's, as an operator would have made them.</summary>
    public static async Task PartitionAsync(Store store, string table, long rows)
    {
        var size = SizeOf(rows);
        // The first one is as large as the others: an empty table gets a bound of two sizes.
        await store.ExecuteAsync($"CALL partition_table('{table}', {size / 2})");
        await store.ExecuteAsync($"CALL partition_ahead('{table}', {size}, {Server.Parts})");
    }

    /// <summary>How many keys there are in a partition: an even number.</summary>
    public static long SizeOf(long rows) => ((rows / Server.Parts / 2) + 1) * 2;

    private static string Bytes(string function, string table) => $"""
        SELECT sum({function}(coalesce(i.inhrelid, t.oid)))::bigint FROM pg_class t LEFT JOIN pg_inherits i ON i.inhparent = t.oid WHERE t.relname = '{table}'
        """;
}
