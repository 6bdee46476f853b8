using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Missions;

/// <summary>Finishes a preemption that every nation has agreed to, if whoever began it did not come back: the roster hands the team over once.</summary>
internal sealed class PreemptionKeeper(Journal<TaskingDb> journal, TeamPlanning planning, TimeProvider clock) : IDeadlineHandler
{
    /// <summary>The kind of the deadline of a mission that is about to take a team.</summary>
    public const string DeadlineKind = "preemption";

    private const string Actor = "service:tasking";

    public string Kind => DeadlineKind;

    public async Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation)
    {
        var name = ResourceName.Parse<MissionName>(deadline.Resource);
        var taker = await journal.ReadAsync(async db => (await db.Missions.GetAsync(name)).Value, cancellation);
        if (taker.Preemption is not { } pending)
        {
            return _ => Task.CompletedTask;
        }

        try
        {
            await MustStillBeAllowedAsync(taker, pending, cancellation);
            var team = await planning.TakeAsync(taker, pending, cancellation);
            return db => db.TakeTeamAsync(name, pending.Id, team, planning, Actor, clock.GetUtcNow());
        }
        catch (Exception refusal) when (TeamPlanning.IsRefusal(refusal))
        {
            return db => db.RefuseTeamAsync(name, pending.Id, TeamPlanning.ReasonOf(refusal), Actor, clock.GetUtcNow());
        }
        catch (RpcException silence) when (!cancellation.IsCancellationRequested)
        {
            throw new DomainException(Fault.Unavailable, "PEER_UNAVAILABLE", $"The roster cannot hand a team over: {silence.Status.Detail}");
        }
    }

    // Long may have passed. But where the roster has moved the people already, both missions must follow.
    private async Task MustStillBeAllowedAsync(Mission taker, Preemption pending, CancellationToken cancellation)
    {
        if (await planning.HoldsAsync(pending.From.ToString(), cancellation))
        {
            await journal.ReadAsync(async db =>
            {
                await db.MustAllowAsync(planning.Preemption, taker, (await db.Missions.GetAsync(pending.From)).Value);
                return true;
            }, cancellation);
        }
    }
}
