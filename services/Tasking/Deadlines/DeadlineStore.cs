using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Deadlines;

internal static class DeadlineStore
{
    private const string Set =
        """INSERT INTO "deadlines" ("Kind", "Resource", "DueTime") VALUES (@p0, @p1, @p2) ON CONFLICT ("Kind", "Resource") DO UPDATE SET "DueTime" = excluded."DueTime" """;

    private const string Clear = """DELETE FROM "deadlines" WHERE "Kind" = @p0 AND "Resource" = @p1""";

    private const string ClearDue = """DELETE FROM "deadlines" WHERE "Kind" = @p0 AND "Resource" = @p1 AND "DueTime" = @p2""";

    private const string ClearAll = """DELETE FROM "deadlines" WHERE "Resource" = @p0""";

    /// <summary>Sets a deadline in the change that is being made, or moves the one that is set.</summary>
    public static Task SetDeadlineAsync(this TaskingDb db, string kind, string resource, DateTimeOffset due) =>
        db.Statements.ExecuteAsync(Set, kind, resource, due.UtcTicks);

    /// <summary>Takes a deadline away in the change that is being made; says nothing if there is none.</summary>
    public static Task ClearDeadlineAsync(this TaskingDb db, string kind, string resource) => db.Statements.ExecuteAsync(Clear, kind, resource);

    /// <summary>Takes a deadline away in the change that is being made, unless it was moved, cleared, or done by another process.</summary>
    public static async Task<bool> TryTakeDeadlineAsync(this TaskingDb db, Deadline deadline) =>
        await db.Statements.ExecuteAsync(ClearDue, deadline.Kind, deadline.Resource, deadline.DueTime.UtcTicks) == 1;

    /// <summary>Takes every deadline of a resource away in the change that is being made.</summary>
    public static Task ClearDeadlinesAsync(this TaskingDb db, string resource) => db.Statements.ExecuteAsync(ClearAll, resource);

    /// <summary>What is due, the longest overdue first.</summary>
    public static async Task<List<Deadline>> DueAsync(this TaskingDb db, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        var ticks = now.UtcTicks;
        var rows = await db.Deadlines.AsNoTracking().Where(row => row.DueTime <= ticks)
            .OrderBy(row => row.DueTime).ThenBy(row => row.Kind).ThenBy(row => row.Resource).Take(most).ToListAsync(cancellation);
        return [.. rows.Select(row => row.Value)];
    }
}
