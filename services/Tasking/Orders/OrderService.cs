using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

/// <summary>What a centre does about one recipient's order.</summary>
internal sealed class OrderService(Journal<TaskingDb> journal, EscalationSteps steps, IOptions<ResponsePlanOptions> plans, TimeProvider clock)
    : V1.OrderService.OrderServiceBase
{
    public override Task<V1.Order> EscalateOrder(V1.EscalateOrderRequest request, ServerCallContext context)
    {
        var (caller, name, action) = (context.GetCaller(), OrderName.Parse(request.Name), (EscalationAction)request.Action);
        var violations = new Violations();
        violations.Check(System.Enum.IsDefined(action), "action", "must be the step that is next");
        violations.ThrowIfAny();

        return journal.OnceAsync(request, caller, async () =>
        {
            var seen = await ReadAsync(name, caller, context.CancellationToken);
            seen.Order.MustAwait(action);
            var outcome = await steps.PrepareAsync(action, seen, context.CancellationToken) with { Actor = caller.Subject };
            return await journal.ChangeAsync(request, caller, db => EscalateAsync(db, seen.Order, outcome, seen.Plan.Ladder), context.CancellationToken);
        }, context.CancellationToken);
    }

    private async Task<V1.Order> EscalateAsync(TaskingDb db, Order seen, EscalationOutcome outcome, Ladder ladder)
    {
        var (row, now) = (await db.Orders.GetAsync(seen.Name), clock.GetUtcNow());
        var awaiting = row.Value.MustAwait(outcome.Action, seen.Awaiting);
        var deadline = new Deadline(LadderKeeper.DeadlineKind, row.Name, awaiting.DueTime!.Value);
        await db.TryTakeDeadlineAsync(deadline);
        return await outcome.ApplyAsync(db, row, awaiting, deadline, ladder, now);
    }

    private Task<Unanswered> ReadAsync(OrderName name, Caller caller, CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        (await db.Missions.GetAsync(name.Mission)).Value.MustBeActedOnBy(caller);
        return await db.UnansweredAsync(name.ToString(), plans.Value)
            ?? throw new DomainException(Fault.NotFound, "ORDER_NOT_FOUND", $"{name} does not exist.");
    }, cancellation);
}
