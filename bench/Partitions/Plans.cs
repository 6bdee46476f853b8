using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TaskForce.Partitions;

/// <summary>Has PostgreSQL explain the statements that EF Core sends, with their values, and counts what it reads of.</summary>
internal sealed partial class Plans : DbCommandInterceptor
{
    private string? _asked;
    private string _verb = "SELECT";

    /// <summary>Says of the next statement that begins with a verb how many tables are in its plan, and how many it read.</summary>
    public void Explain(string? what, string verb = "SELECT") => (_asked, _verb) = (what, verb);

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    private async Task ExplainAsync(DbCommand command, CancellationToken cancellation)
    {
        var (text, plan) = (command.CommandText, new List<string>());
        if (_asked is not { } what || !text.StartsWith(_verb, StringComparison.Ordinal))
        {
            return;
        }

        _asked = null;
        // A DELETE is only planned: otherwise it would be done twice.
        command.CommandText = $"EXPLAIN ({(_verb == "DELETE" ? "" : "ANALYZE, TIMING OFF, ")}COSTS OFF) {text}";
        await using (var lines = await command.ExecuteReaderAsync(cancellation))
        {
            while (await lines.ReadAsync(cancellation))
            {
                plan.Add(lines.GetString(0));
            }
        }

        command.CommandText = text;
        var scans = plan.Where(line => Scan().IsMatch(line)).ToList();
        var read = scans.Count(line => !line.Contains("never executed", StringComparison.Ordinal));
        Report.Say($"  plan of {what}: {plan[0].Trim()}; {scans.Count} tables in it, {read} read; {Condition(plan)}");
    }

    private static string Condition(List<string> plan) =>
        plan.FirstOrDefault(line => line.Contains("Cond:", StringComparison.Ordinal))?.Trim() ?? plan.Find(line => line.Contains("Filter:", StringComparison.Ordinal))?.Trim() ?? "";

    [GeneratedRegex(@"(Seq|Index|Index Only) Scan( Backward)?( using \S+)? on |Bitmap Heap Scan on ")]
    private static partial Regex Scan();
}
