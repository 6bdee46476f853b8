using System.Diagnostics;

namespace TaskForce.Partitions;

/// <summary>Makes a table that is full the first of its partitions, while somebody writes.</summary>
internal static class Conversion
{
    /// <param name="store">Where the table is as it was filled.</param>
    /// <param name="report">What it took.</param>
    /// <param name="table">Which table.</param>
    /// <param name="rows">How many rows are in it.</param>
    /// <param name="write">What goes on meanwhile, again and again.</param>
    public static async Task RunAsync(Store store, Report report, string table, long rows, Func<Task> write)
    {
        var file = await store.AskAsync<uint>($"SELECT pg_relation_filenode('{table}')");
        var (longest, count) = (TimeSpan.Zero, 0);
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (; !end.IsCancellationRequested; count++)
            {
                var watch = Stopwatch.StartNew();
                await write();
                longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            }
        });
        await report.OnceAsync("convert the full table", () => store.ExecuteAsync($"CALL partition_table('{table}', {Filling.SizeOf(rows)})"));
        await report.OnceAsync("then make partitions ahead", () => store.ExecuteAsync($"CALL partition_ahead('{table}', {Filling.SizeOf(rows)}, 3)"));
        await end.CancelAsync();
        await writing;
        report.Add("longest of the writes meanwhile", "ms", longest.TotalMilliseconds);
        Report.Say($"  {count} writes went on; the rows {(await store.AskAsync<uint>($"SELECT pg_relation_filenode('{table}_first')") == file ? "are in the file where they were" : "WERE REWRITTEN")}");
        var keys = await store.AskAsync<long>($"SELECT count(*) FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid = '{table}_first'::regclass AND indisvalid");
        Report.Say($"  {keys} keys of before serve on as parts of the new table's");
    }
}
