using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Handovers;

/// <summary>What a hand-over does to missions, within the change that is being made.</summary>
internal static class HandoverChanges
{
    /// <summary>The kind of the deadline by which an offer must have been accepted.</summary>
    public const string Kind = "handover";

    /// <summary>The live missions that an offer is about now.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>NOT_RESPONSIBLE</c>, if one named is not the offerer's to give, or there is none.</exception>
    public static async Task<List<MissionRow>> OfferedAsync(this TaskingDb db, Handover handover)
    {
        var rows = new List<MissionRow>();
        foreach (var name in handover.Missions)
        {
            var row = await db.Missions.GetAsync(ResourceName.Parse<MissionName>(name, "missions"));
            MustBeTheirs(row.Value, handover);
            rows.Add(row);
        }

        rows = handover.Missions.IsEmpty ? await db.HeldByAsync(handover.From.Nation, handover.From.Subject) : rows;
        return rows.Count > 0 ? rows : throw new DomainException(Fault.Rejected, "NOT_RESPONSIBLE",
            $"{handover.From.Subject} answers for no mission that goes on: there is nothing to hand over.");
    }

    /// <summary>The one who was asked answers for the missions from now on, or that person's centre leads them.</summary>
    public static async Task PassOnAsync(this TaskingDb db, Handover handover, IEnumerable<MissionRow> missions, DateTimeOffset now)
    {
        foreach (var row in missions)
        {
            var (mission, to, name) = (row.Value, handover.To, handover.Name.ToString());
            if (!mission.IsHeldBy(to.Subject, to.Nation))
            {
                mission = mission.PassTo(to.Nation, to.Subject, DeskCause.HandedOver, now, handover.Note, name);
            }

            row.Set(handover.Kind == HandoverKind.Lead ? mission.PassLead(to.Nation, now, handover.Note, name) : mission);
            await db.RecordAsync(row, EventType.ResponsibilityChanged, to.Subject, now);
        }
    }

    /// <summary>Takes a mission over from the desk, or, as a commander and with a reason, from a person.</summary>
    public static async Task<V1.Mission> TakeOverAsync(this TaskingDb db, MissionRow row, Caller caller, string reason, DateTimeOffset now)
    {
        var before = row.Value.ResponsibleOf(caller.Nation);
        if (before.Holder == caller.Subject)
        {
            return (await db.ToProtoAsync([row]))[0];
        }

        MustBeAbleToTakeOver(row.Value, before, caller, reason);
        row.Set(row.Value.PassTo(caller.Nation, caller.Subject, before.IsDesk ? DeskCause.TakenFromDesk : DeskCause.TakenOver, now, reason));
        var taken = await db.RecordAsync(row, EventType.ResponsibilityChanged, caller.Subject, now);
        if (!before.IsDesk)
        {
            await db.RaiseAsync(new(V1.Alert.Types.Kind.TakenOver, $"{row.Name}/responsibilities/{caller.Nation}", [caller.Nation],
                $"{caller.Subject} took {row.Value.Brief.Title} over from {before.Holder} without consent: {reason}")
            {
                Mission = row.Name,
            }, caller.Subject, now);
        }

        return taken;
    }

    private static void MustBeAbleToTakeOver(Mission mission, Responsible before, Caller caller, string reason)
    {
        if (!mission.IsLive)
        {
            throw new DomainException(Fault.Rejected, "MISSION_ENDED", $"{mission.Name} has ended; nobody needs to take it over.");
        }

        if (!before.IsDesk && !caller.Is(Type.V1.Role.Commander))
        {
            throw new DomainException(Fault.Denied, "HELD_BY_A_PERSON", $"{before.Holder} answers for {mission.Name}: ask for a hand-over. Only a commander of {caller.Nation} takes over without consent.");
        }

        if (!before.IsDesk && reason.Length == 0)
        {
            throw new DomainException(Fault.Invalid, "INVALID_FIELDS", "reason is required to take over from a person.", [new("reason", "is required to take over from a person")]);
        }
    }

    private static void MustBeTheirs(Mission mission, Handover handover)
    {
        var held = mission.IsLive && mission.IsHeldBy(handover.From.Subject, handover.From.Nation);
        if (!held)
        {
            throw new DomainException(Fault.Rejected, "NOT_RESPONSIBLE", mission.IsLive
                ? $"{handover.From.Subject} does not answer for {mission.Name} for {handover.From.Nation}; {mission.ResponsibleOf(handover.From.Nation).Holder} does."
                : $"{mission.Name} has ended; there is nothing to hand over.");
        }

        if (handover.Kind == HandoverKind.Lead && mission.LeadNation != handover.From.Nation)
        {
            throw new DomainException(Fault.Rejected, "NOT_LEADING", $"{mission.LeadNation} leads {mission.Name}, not {handover.From.Nation}.");
        }

        mission.ResponsibleOf(handover.To.Nation);
    }
}

/// <summary>Ends an offer that nobody accepted; who offered it is still responsible, and the centres hear of it.</summary>
internal sealed class HandoverExpiry(TimeProvider clock) : IDeadlineHandler
{
    private const string Actor = "service:tasking";

    string IDeadlineHandler.Kind => HandoverChanges.Kind;

    public Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation) =>
        Task.FromResult<Func<TaskingDb, Task>>(async db =>
        {
            var (now, row) = (clock.GetUtcNow(), await db.Handovers.GetAsync(ResourceName.Parse<HandoverName>(deadline.Resource)));
            var offer = row.Value;
            row.Set(offer.Expire(now));
            db.Record(row, V1.HandoverEvent.Types.Type.Expired, Actor, now);
            var what = offer.Missions.IsEmpty ? "everything" : string.Join(", ", offer.Missions);
            await db.RaiseAsync(new(V1.Alert.Types.Kind.HandoverLapsed, row.Name, [.. new[] { offer.From.Nation, offer.To.Nation }.Distinct()],
                $"{offer.To.Subject} did not accept what {offer.From.Subject} offered: {what}. {offer.From.Subject} is still responsible.")
            {
                Mission = offer.Missions is [var only] ? only : "",
                DueTime = deadline.DueTime,
            }, Actor, now);
        });
}
