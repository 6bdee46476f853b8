using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Where the log of a topic begins: the events up to here may be gone.</summary>
public sealed class LogStartRow
{
    /// <summary>Stands for every topic: the log was restored from a backup, and cursors of before may be of what was lost.</summary>
    public const string Everything = "";

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The highest sequence that was deleted.</summary>
    public long After { get; set; }
}

/// <summary>An event without what it says.</summary>
/// <param name="Sequence">The position in the log.</param>
/// <param name="Topic">Which watch it feeds.</param>
/// <param name="Resource">The resource that changed.</param>
/// <param name="Time">When, in UTC ticks.</param>
public readonly record struct LogEntry(long Sequence, string Topic, string Resource, long Time);

/// <summary>Reads and moves the beginning of the log.</summary>
public static class LogStart
{
    /// <summary>The highest sequence of a topic that was deleted, or 0.</summary>
    public static async Task<long> StartOfLogAsync(this ServiceDb db, string topic, CancellationToken cancellation) =>
        await db.LogStarts.Where(start => start.Topic == topic || start.Topic == LogStartRow.Everything)
            .MaxAsync(start => (long?)start.After, cancellation) ?? 0;

    /// <summary>Whoever has seen a topic up to <paramref name="after"/> must be able to go on from there; 0 is whoever has seen nothing.</summary>
    /// <exception cref="DomainException"><see cref="Fault.OutOfRange"/>, <c>LOG_TRUNCATED</c>, if events after it are gone.</exception>
    public static async Task MustReachAsync(this ServiceDb db, string topic, long after, CancellationToken cancellation)
    {
        if (after > 0 && await db.StartOfLogAsync(topic, cancellation) is var start && after < start)
        {
            throw Truncated(after, start);
        }
    }

    /// <summary>The refusal of a cursor that lies before the log.</summary>
    public static DomainException Truncated(long after, long start) => new(Fault.OutOfRange, "LOG_TRUNCATED",
        $"What followed {after} is no longer kept: the log begins after {start}. Start afresh: list, then watch from the sequence of the first page; or watch from 0.");

    /// <summary>Notes that events up to a sequence are gone, in the transaction that deletes them.</summary>
    public static async Task MoveStartAsync(this ServiceDb db, string topic, long after)
    {
        var start = await db.LogStarts.FindAsync(topic) ?? db.LogStarts.Add(new() { Topic = topic }).Entity;
        start.After = Math.Max(start.After, after);
    }

    /// <summary>
    /// The oldest entries behind a sequence, as long as they are older than <paramref name="before"/>. The newest of all is never among
    /// them: it says where the log ends.
    /// </summary>
    internal static async Task<List<LogEntry>> OldEntriesAsync(this ServiceDb db, long behind, long before, int most, CancellationToken cancellation)
    {
        var entries = await db.Events.Where(e => e.Sequence > behind).OrderBy(e => e.Sequence).Take(most + 1)
            .Select(e => new LogEntry(e.Sequence, e.Topic, e.Resource, e.Time)).ToListAsync(cancellation);
        return [.. entries.SkipLast(1).TakeWhile(entry => entry.Time < before)];
    }

    /// <summary>Deletes those of the entries that nobody needs; how many.</summary>
    /// <param name="db">The store.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="passed">What comes after this somebody has still to read.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async Task<int> TrimAsync(this ServiceDb db, IReadOnlyList<LogEntry> entries, long passed, CancellationToken cancellation)
    {
        var needed = await db.FindNeededAsync(entries, cancellation);
        var gone = entries.Where(entry => entry.Sequence <= passed && !needed.Contains(entry.Sequence)).ToList();
        foreach (var topic in gone.GroupBy(entry => entry.Topic))
        {
            await db.MoveStartAsync(topic.Key, topic.Max(entry => entry.Sequence));
        }

        var sequences = gone.Select(entry => entry.Sequence).ToList();
        return await db.Events.Where(e => sequences.Contains(e.Sequence)).ExecuteDeleteAsync(cancellation);
    }
}
