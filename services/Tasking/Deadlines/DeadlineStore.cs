using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Deadlines;

internal static class DeadlineStore
{
    /// <summary>Sets a deadline in the change that is being made, or moves the one that is set.</summary>
    public static async Task SetDeadlineAsync(this TaskingDb db, string kind, string resource, DateTimeOffset due)
    {
        var row = await db.Deadlines.FindAsync(kind, resource) ?? db.Deadlines.Add(new() { Kind = kind, Resource = resource }).Entity;
        // It may have been cleared earlier in this change.
        db.Entry(row).State = db.Entry(row).State == EntityState.Deleted ? EntityState.Unchanged : db.Entry(row).State;
        row.DueTime = due.UtcTicks;
    }

    /// <summary>Takes a deadline away in the change that is being made; says nothing if there is none.</summary>
    public static async Task ClearDeadlineAsync(this TaskingDb db, string kind, string resource)
    {
        if (await db.Deadlines.FindAsync(kind, resource) is { } row)
        {
            db.Deadlines.Remove(row);
        }
    }

    /// <summary>Takes every deadline of a resource away in the change that is being made.</summary>
    public static async Task ClearDeadlinesAsync(this TaskingDb db, string resource) =>
        db.Deadlines.RemoveRange(await db.Deadlines.Where(row => row.Resource == resource).ToListAsync());

    /// <summary>Takes every deadline of these resources away in the change that is being made.</summary>
    public static async Task ClearDeadlinesAsync(this TaskingDb db, IReadOnlyCollection<string> resources)
    {
        if (resources.Count > 0)
        {
            db.Deadlines.RemoveRange(await db.Deadlines.Where(row => resources.Contains(row.Resource)).ToListAsync());
        }
    }

    /// <summary>What is due, the longest overdue first.</summary>
    public static async Task<List<Deadline>> DueAsync(this TaskingDb db, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        var rows = await db.Deadlines.Where(row => row.DueTime <= now.UtcTicks)
            .OrderBy(row => row.DueTime).ThenBy(row => row.Kind).ThenBy(row => row.Resource).Take(most).ToListAsync(cancellation);
        return [.. rows.Select(row => row.Value)];
    }
}
