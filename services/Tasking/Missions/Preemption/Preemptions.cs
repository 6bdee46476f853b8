using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using AlertState = TaskForce.Tasking.Alerts.AlertState;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Missions;

/// <summary>The changes of the store that take a team from one mission for another.</summary>
internal static class Preemptions
{
    // If this service dies between the last consent and the roster's answer, the keeper goes on from there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Refuses what the rules do not allow, as both missions are now.</summary>
    public static async Task MustAllowAsync(this TaskingDb db, PreemptionOptions rules, Mission taker, Mission holder)
    {
        var needsHelp = await db.Alerts.AnyAsync(alert => alert.Mission == holder.Name.ToString() && alert.State == AlertState.Open
            && alert.Kind == (int)V1.Alert.Types.Kind.NeedHelp);
        rules.MustAllow(taker, holder, needsHelp);
    }

    /// <summary>Notes one nation's consent; with the last one the team is taken, if need be by the keeper.</summary>
    public static async Task<V1.Mission> ConsentAsync(
        this TaskingDb db, V1.PreemptTeamRequest request, PreemptionOptions rules, Caller caller, DateTimeOffset now)
    {
        var row = await db.Missions.GetAsync(ResourceName.Parse<MissionName>(request.Name));
        Etag.Check(request.Etag, row.Version, row.Name);
        var holder = (await db.Missions.GetAsync(ResourceName.Parse<MissionName>(request.From, "from"))).Value;
        await db.MustAllowAsync(rules, row.Value, holder);
        var next = row.Value.ConsentTo(holder, request.Reason.Trim(), rules, caller, now);
        if (ReferenceEquals(next, row.Value))
        {
            return (await db.ToProtoAsync([row]))[0];
        }

        row.Set(next);
        if (next.Preemption!.Missing.IsEmpty)
        {
            await db.SetDeadlineAsync(PreemptionKeeper.DeadlineKind, row.Name, now + Patience);
        }

        return await db.RecordAsync(row, EventType.PreemptionConsented, caller.Subject, now);
    }

    /// <summary>The roster has handed the people over: both missions follow, and whoever had orders is recalled. Nothing, if that was done.</summary>
    public static async Task<V1.Mission> TakeTeamAsync(
        this TaskingDb db, MissionName taker, string preemption, AssignedTeam team, TeamPlanning planning, string actor, DateTimeOffset now)
    {
        var row = await db.Missions.GetAsync(taker);
        if (row.Value.Preemption is not { } pending || pending.Id != preemption)
        {
            return (await db.ToProtoAsync([row]))[0];
        }

        var holder = await db.Missions.GetAsync(pending.From);
        var handover = Handover.Of(holder.Value, row.Value, pending, now);
        if (holder.Value is { DispatchTime: not null, Team: { } had } && holder.Value.Holds(pending.Team))
        {
            await db.GiveOrdersAsync(holder.Value, had.Members, OrderKind.Recall, $"Your team is needed elsewhere: {pending.Reason}",
                planning.PlanOf(holder.Value).Ladder, now);
        }

        holder.Set(holder.Value.YieldTeam(handover, now));
        var takes = row.Value.MayTakeTeam;
        // A mission that was called off in the meantime has no use for the team; the lease ends by itself.
        row.Set(takes
            ? row.Value.TakeTeam(team, planning.MandateFor(row.Value, team.Nations).Text, handover, now)
            : row.Value.RefuseTeam(row.Value.Reason, now));
        await db.ClearDeadlineAsync(PreemptionKeeper.DeadlineKind, row.Name);
        await db.RecordAsync(holder, EventType.TeamPreempted, actor, now);
        return await db.RecordAsync(row, takes ? EventType.TeamTaken : EventType.PreemptionRefused, actor, now);
    }

    /// <summary>The roster, or the rules in the meantime, refused it. Nothing, if it is not waited for any more.</summary>
    public static async Task<bool> RefuseTeamAsync(this TaskingDb db, MissionName taker, string preemption, string reason, string actor, DateTimeOffset now)
    {
        var row = await db.Missions.GetAsync(taker);
        if (row.Value.Preemption?.Id != preemption)
        {
            return false;
        }

        row.Set(row.Value.RefuseTeam(reason, now));
        await db.ClearDeadlineAsync(PreemptionKeeper.DeadlineKind, row.Name);
        await db.RecordAsync(row, EventType.PreemptionRefused, actor, now);
        return true;
    }
}
