namespace TaskForce.Tasking.Deadlines;

/// <summary>Something that happens at a moment unless it is cleared before.</summary>
/// <param name="Kind">What happens: the kind of one <see cref="IDeadlineHandler"/>.</param>
/// <param name="Resource">To what; there is at most one deadline of a kind for it.</param>
/// <param name="DueTime">When.</param>
internal sealed record Deadline(string Kind, string Resource, DateTimeOffset DueTime)
{
    // The keeper looks once a second and may have a few to do: nobody needs to hear of that.
    private static readonly TimeSpan Unremarkable = TimeSpan.FromSeconds(5);

    /// <summary>How late it is, or zero if it is on time.</summary>
    public TimeSpan LatenessAt(DateTimeOffset now) => now - DueTime > Unremarkable ? now - DueTime : TimeSpan.Zero;
}

/// <summary>A deadline as stored. It goes in the same transaction as what it does.</summary>
internal sealed class DeadlineRow
{
    public required string Kind { get; init; }

    public required string Resource { get; init; }

    /// <summary>In UTC ticks.</summary>
    public long DueTime { get; init; }

    public Deadline Value => new(Kind, Resource, new(DueTime, TimeSpan.Zero));
}

/// <summary>Does what a kind of deadline is for.</summary>
internal interface IDeadlineHandler
{
    /// <summary>Its kind, unique.</summary>
    string Kind { get; }

    /// <summary>
    /// Asks other services what must be known, if anything, and returns the change to make. The change runs once, in the transaction that
    /// takes the deadline away, and only if it is still due then; it may set the next one.
    /// </summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>: the deadline stays, and is tried again a second later.</exception>
    Task<Func<Storage.TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation);
}
