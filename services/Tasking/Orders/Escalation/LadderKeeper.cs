using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

/// <summary>
/// Does the next step when an order is not answered in time. Every ladder ends: with an answer, with the mission, or with an alert that stays
/// open. A roster that is away delays what needs it, but never the alert.
/// </summary>
internal sealed class LadderKeeper(Journal<TaskingDb> journal, EscalationSteps steps, IOptions<ResponsePlanOptions> plans, TimeProvider clock) : IDeadlineHandler
{
    /// <summary>The kind of the deadline of an order's next rung.</summary>
    public const string DeadlineKind = "order-ladder";

    public string Kind => DeadlineKind;

    public async Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation)
    {
        if (await journal.ReadAsync(db => db.UnansweredAsync(deadline.Resource, plans.Value), cancellation) is not { Order.Awaiting: { } awaiting } seen)
        {
            return _ => Task.CompletedTask;
        }

        var outcome = await PrepareAsync(deadline, seen, awaiting, cancellation);
        return db => outcome.ApplyAsync(db, deadline, seen.Plan.Ladder, clock.GetUtcNow());
    }

    private async Task<EscalationOutcome> PrepareAsync(Deadline deadline, Unanswered seen, Awaiting awaiting, CancellationToken cancellation)
    {
        try
        {
            return await steps.PrepareAsync(awaiting.Action, seen, cancellation);
        }
        catch (DomainException away) when (away.Fault == Fault.Unavailable && clock.GetUtcNow() >= deadline.DueTime + seen.Plan.Ladder.UntilAlarm(awaiting.Step))
        {
            return EscalationSteps.Alarm(seen, "The roster does not answer: what comes before this alert was left out.");
        }
    }
}
