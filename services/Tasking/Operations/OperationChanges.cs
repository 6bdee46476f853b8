using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;

namespace TaskForce.Tasking.Operations;

/// <summary>The one way in which an operation changes: with it go its devices' instructions, its deadlines, its alerts and its event.</summary>
internal static class OperationChanges
{
    /// <summary>Makes an operation for a nation that takes part in one of its missions.</summary>
    public static async Task<V1.Operation> CreateOperationAsync(this TaskingDb db, Operation created, string nation, Moment moment)
    {
        var row = new OperationRow();
        var picture = await db.PictureOfAsync(created.Name, created.Plan.Missions);
        row.Set(created.Settle(picture, moment.Now));
        db.Operations.Add(row);
        await db.ClaimAsync(row.Value, picture);
        picture.MustTakePart(nation, created.Name);
        return await db.FollowUpAsync(null, row, picture, EventType.Created, moment);
    }

    /// <summary>Changes an operation; nothing, if it stays as it was.</summary>
    public static async Task<V1.Operation> ChangeOperationAsync(
        this TaskingDb db, OperationRow row, EventType type, Moment moment, Func<Operation, Picture, Operation> change)
    {
        await db.SealIfReleasedAsync(row, moment.Now);
        var before = row.Value;
        var picture = await db.PictureOfAsync(before.Name, before.Plan.Missions);
        var next = change(before, picture);
        if (ReferenceEquals(before, next))
        {
            return row.ToProto(picture, moment.Now);
        }

        if (!next.Plan.Missions.SequenceEqual(before.Plan.Missions))
        {
            picture = await db.PictureOfAsync(next.Name, next.Plan.Missions);
            picture.MustTakePartInEach(moment.Nation ?? "", next.Plan.Missions.Except(before.Plan.Missions));
        }

        row.Set(next.Settle(picture, moment.Now));
        await db.ClaimAsync(row.Value, picture);
        return await db.FollowUpAsync(before, row, picture, row.Value.State == before.State ? type : EventOf(row.Value.State), moment);
    }

    /// <summary>A mission has changed: so has the operation that it is part of, if there is one.</summary>
    public static async Task FollowMissionAsync(this TaskingDb db, Mission mission, V1.MissionEvent.Types.Type type, Moment moment)
    {
        if (await db.OperationParts.FindAsync(mission.Name.ToString()) is not { } part)
        {
            return;
        }

        var row = await db.Operations.GetAsync(ResourceName.Parse<OperationName>(part.Operation));
        var said = row.Value.Parts.Single(each => each.Mission == part.Mission);
        await db.ChangeOperationAsync(row, EventType.ReadinessChanged, moment, (operation, _) => ChangesTheTeam(type) && said.Time is not null
            ? operation.Say(Part.Silent(said.Mission) with { Reason = "its members have changed since it last spoke.", Actor = moment.Actor, Unit = moment.Units.FirstOrDefault(""), Time = moment.Now }, moment.Now)
            : operation with { UpdateTime = moment.Now });
    }

    private static bool ChangesTheTeam(V1.MissionEvent.Types.Type type) =>
        type is V1.MissionEvent.Types.Type.TeamAssigned or V1.MissionEvent.Types.Type.TeamExpired or V1.MissionEvent.Types.Type.TeamTaken
            or V1.MissionEvent.Types.Type.TeamPreempted or V1.MissionEvent.Types.Type.MemberReplaced;

    // Each of its missions is its own while it lives.
    private static async Task ClaimAsync(this TaskingDb db, Operation operation, Picture picture)
    {
        var name = operation.Name.ToString();
        var wanted = operation.IsLive ? operation.Plan.Missions.AsEnumerable() : [];
        var held = await db.OperationParts.Where(part => part.Operation == name || wanted.Contains(part.Mission)).ToListAsync();
        db.OperationParts.RemoveRange(held.Where(part => part.Operation == name && !wanted.Contains(part.Mission)));
        foreach (var mission in wanted.Where(mission => held.All(part => part.Mission != mission)))
        {
            var part = picture.Parts.GetValueOrDefault(mission) ?? throw new DomainException(Fault.NotFound, "MISSION_NOT_FOUND", $"{mission} does not exist.");
            _ = part.IsLive ? true : throw new DomainException(Fault.Rejected, "MISSION_STATE", $"{mission} has ended; it cannot be part of an operation.");
            db.OperationParts.Add(new() { Mission = mission, Operation = name });
        }

        if (held.FirstOrDefault(part => part.Operation != name) is { } taken)
        {
            throw new DomainException(Fault.Rejected, "MISSION_TAKEN", $"{taken.Mission} is part of {taken.Operation}, which is not over.");
        }
    }

    private static async Task<V1.Operation> FollowUpAsync(
        this TaskingDb db, Operation? before, OperationRow row, Picture picture, EventType type, Moment moment)
    {
        var next = row.Value;
        await db.InstructAsync(before, next, moment.Now);
        await db.SetDeadlinesAsync(before, next, picture, moment.Now);
        if (next.State == OperationState.Held && before?.State != OperationState.Held)
        {
            await db.RaiseAsync(next.AlarmOf(V1.Alert.Types.Kind.OperationHeld, picture, $"{next.Plan.Title} is on hold: {next.Reason}"), moment.Actor, moment.Now);
        }

        var operation = db.Record(row, picture, type, moment);
        // Whatever was to be recorded of it has been: nothing more can happen before H.
        return next.State == OperationState.Completed && next.SealTime is null ? await db.SealAsync(row, picture, moment.Now) : operation;
    }

    // A new instruction goes to all, the current one to those who have just come or gone.
    private static async Task InstructAsync(this TaskingDb db, Operation? before, Operation next, DateTimeOffset now)
    {
        var all = before is null || before.Current.Revision != next.Current.Revision;
        var told = next.Recipients.Where(recipient => (all && !recipient.HasLeft) || before?.Recipients.Contains(recipient) != true).ToList();
        told.ForEach(recipient => db.Instruct(next, recipient, now));
        await db.EnterAsync(next, told.Where(recipient => !recipient.HasLeft).Select(recipient => RecordEntry.Issued(next, recipient, now)));
    }

    public static Alarm AlarmOf(this Operation operation, V1.Alert.Types.Kind kind, Picture picture, string message) =>
        new(kind, operation.Name.ToString(), [.. picture.Nations], message.Length > 1000 ? message[..1000] : message) { DueTime = operation.Plan.HHour };

    private static EventType EventOf(OperationState state) => state switch
    {
        OperationState.Go => EventType.Go,
        OperationState.Held => EventType.Held,
        OperationState.Aborted => EventType.Aborted,
        OperationState.Completed => EventType.Completed,
        _ => EventType.Updated,
    };
}
