using Grpc.Core;

namespace TaskForce.Tasking.Missions;

/// <summary>Taking the team of another mission.</summary>
internal sealed partial class MissionService
{
    public override Task<V1.Mission> PreemptTeam(V1.PreemptTeamRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        Check(violations => violations.CheckText(request.Reason, 1, LongestComment, "reason"));
        var (name, from) = (ResourceName.Parse<MissionName>(request.Name), ResourceName.Parse<MissionName>(request.From, "from"));

        return OnceAsync<V1.Mission>(request, context, async () =>
        {
            var (taker, holder) = await journal.ReadAsync(async db =>
                ((await db.Missions.GetAsync(name)).Value, (await db.Missions.GetAsync(from)).Value), context.CancellationToken);
            return planning.IsLastConsent(taker, holder, caller)
                ? await TakeTeamAsync(request, name, caller, context.CancellationToken)
                : await journal.ChangeAsync(request, caller, db => db.ConsentAsync(request, planning.Preemption, caller, clock.GetUtcNow()), context.CancellationToken);
        });
    }

    // The consent first, on disk: whatever happens then, the keeper takes the team or says why not.
    private async Task<V1.Mission> TakeTeamAsync(V1.PreemptTeamRequest request, MissionName name, Caller caller, CancellationToken cancellation)
    {
        await journal.ChangeAsync(db => db.ConsentAsync(request, planning.Preemption, caller, clock.GetUtcNow()), cancellation);
        var (taker, seen) = await journal.ReadAsync(async db =>
        {
            var row = await db.Missions.GetAsync(name);
            return (row.Value, (await db.ToProtoAsync([row]))[0]);
        }, cancellation);
        if (taker.Preemption is not { } pending)
        {
            return seen;
        }

        try
        {
            var team = await planning.TakeAsync(taker, pending, cancellation);
            return await journal.ChangeAsync(request, caller, db =>
                db.TakeTeamAsync(name, pending.Id, team, planning, caller.Subject, clock.GetUtcNow()), cancellation);
        }
        catch (Exception refusal) when (TeamPlanning.IsRefusal(refusal))
        {
            await journal.ChangeAsync(db => db.RefuseTeamAsync(name, pending.Id, TeamPlanning.ReasonOf(refusal), caller.Subject, clock.GetUtcNow()), CancellationToken.None);
            throw;
        }
    }
}
