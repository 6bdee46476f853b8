using System.Collections.Immutable;

namespace TaskForce.Tasking.Orders;

/// <summary>What an order waits for.</summary>
/// <param name="Rung">The rung that must be reached next; declined if somebody else is looked for.</param>
/// <param name="Step">The step of the escalation that is next.</param>
/// <param name="Action">What that step does.</param>
/// <param name="DueTime">When that step is done; null once the last was.</param>
internal sealed record Awaiting(Rung Rung, int Step, EscalationAction Action, DateTimeOffset? DueTime);

/// <summary>A step that was done, or left out.</summary>
/// <param name="Note">Whom it reached, what came of it, or why it was left out.</param>
internal sealed record Escalation(EscalationAction Action, Rung Awaited, DateTimeOffset DueTime, DateTimeOffset DoneTime, bool Skipped, string Note)
{
    /// <summary>Who did not wait until it was due; empty if nobody.</summary>
    public string Actor { get; init; } = "";
}

/// <summary>How an order waits for its answer.</summary>
internal sealed partial record Order
{
    /// <summary>Null if it waits for nothing.</summary>
    public Awaiting? Awaiting { get; init; }

    /// <summary>What was done because it was not answered in time, the oldest first.</summary>
    public ImmutableArray<Escalation> Escalations { get; init; } = [];

    /// <summary>
    /// Waits for the next rung, from now on; a rung that is waited for already keeps its time. A declined order waits for somebody else, at
    /// once; an accepted one, or one that does not hold any more, for nothing.
    /// </summary>
    public Order Await(Ladder ladder, DateTimeOffset now)
    {
        if (Rung == Rung.Accepted || Successor is not null)
        {
            return Awaiting is null ? this : this with { Awaiting = null };
        }

        var next = Rung == Rung.Read ? Rung.Accepted : Rung == Rung.Declined ? Rung.Declined : Rung + 1;
        if (Awaiting?.Rung == next)
        {
            return this;
        }

        var (step, due) = next == Rung.Declined ? (ladder.StepForDeclined, now) : (0, now + ladder.LimitOf(next));
        return this with { Awaiting = new(next, step, ladder.ActionOf(step), due) };
    }

    /// <summary>The step that somebody does before it is due.</summary>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Rejected"/>, <c>NOTHING_AWAITED</c> or <c>ESCALATION_ENDED</c>; <see cref="Fault.Conflict"/>, <c>ESCALATED_MEANWHILE</c>, if another
    /// one is next.
    /// </exception>
    /// <param name="action">The step that the caller wants done.</param>
    /// <param name="seen">What was awaited when it was prepared; null if nothing was prepared yet.</param>
    public Awaiting MustAwait(EscalationAction action, Awaiting? seen = null) => Awaiting switch
    {
        null => throw new DomainException(Fault.Rejected, "NOTHING_AWAITED", $"{Name} waits for no answer."),
        { DueTime: null } => throw new DomainException(Fault.Rejected, "ESCALATION_ENDED", $"The centres were alerted about {Name}: nothing is left to escalate."),
        var awaiting when awaiting.Action != action || (seen is not null && awaiting != seen) => throw new DomainException(Fault.Conflict, "ESCALATED_MEANWHILE",
            $"The next step for {Name} is {WireName.Of((V1.Order.Types.EscalationAction)awaiting.Action)}; look again."),
        var awaiting => awaiting,
    };

    /// <summary>A step was done, or left out: then the next one is due at once. After the alarm there is none, until another rung is waited for.</summary>
    public Order Escalate(Escalation done, Ladder ladder)
    {
        var step = Awaiting!.Step;
        var next = done.Action == EscalationAction.AlarmCentres ? (DateTimeOffset?)null
            : done.Skipped ? done.DoneTime
            : done.DoneTime + ladder.WaitAfter(step);
        return this with { Escalations = Escalations.Add(done), Awaiting = new(done.Awaited, step + 1, ladder.ActionOf(step + 1), next) };
    }
}
