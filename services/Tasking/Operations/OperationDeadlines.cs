using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Release;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Operations;

/// <summary>What falls due in an operation.</summary>
internal static class OperationDeadlines
{
    public const string Readiness = "operation-readiness";
    public const string Clocks = "operation-clocks";
    public const string Acknowledgement = "operation-acknowledgement";
    public const string HHour = "operation-h-hour";

    public static async Task SetDeadlinesAsync(this TaskingDb db, Operation? before, Operation next, Picture picture, DateTimeOffset now)
    {
        var name = next.Name.ToString();
        if (before?.Plan.HHour != next.Plan.HHour)
        {
            await db.SetDeadlineAsync(HHour, name, next.Plan.HHour);
        }

        if (before?.Current.Revision != next.Current.Revision)
        {
            await db.SetOrClearAsync(Acknowledgement, name, next.AcknowledgeBy);
        }

        foreach (var part in next.Parts.Where(part => before is not null && !before.Parts.Contains(part)))
        {
            await db.SetOrClearAsync(Readiness, part.Mission, part.Readiness == Operations.Readiness.Ready ? part.Time + next.Plan.ReadinessValidity : null);
        }

        if (next.IsCommitted || before is { IsCommitted: true })
        {
            await db.SetOrClearAsync(Clocks, name, next.IsCommitted && now < next.Plan.HHour ? FirstBadClock(next, picture) : null);
        }
    }

    // A tick later: at the moment itself it is still good.
    private static DateTimeOffset? FirstBadClock(Operation operation, Picture picture) => (
        from device in picture.Devices
        where !device.IsLate && operation.Taking.Any(recipient => recipient.Member == device.Member)
        let clock = picture.ClockOf(device)
        where clock is not null
        select (DateTimeOffset?)clock.GoodUntil(operation.Plan.MaxClockUncertainty).AddTicks(1)).Where(time => time < operation.Plan.HHour).Min();

    private static Task SetOrClearAsync(this TaskingDb db, string kind, string resource, DateTimeOffset? due) =>
        due is { } time ? db.SetDeadlineAsync(kind, resource, time) : db.ClearDeadlineAsync(kind, resource);
}

/// <summary>A team's word has grown old: nothing is known of it.</summary>
internal sealed class ReadinessDecay(TimeProvider clock) : IDeadlineHandler
{
    public string Kind => OperationDeadlines.Readiness;

    public Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation) => Task.FromResult<Func<TaskingDb, Task>>(async db =>
    {
        if (await db.OperationParts.FindAsync(deadline.Resource) is { } part)
        {
            var moment = Moment.OfService(clock.GetUtcNow());
            var row = await db.Operations.GetAsync(ResourceName.Parse<OperationName>(part.Operation));
            await db.ChangeOperationAsync(row, EventType.ReadinessChanged, moment, (operation, _) => operation.Say(
                Part.Silent(part.Mission) with { Reason = "its last word is too old.", Actor = moment.Actor, Time = moment.Now }, moment.Now));
        }
    });
}

/// <summary>A device has said nothing of its clock for so long that it is no longer known well enough.</summary>
internal sealed class ClockDecay(TimeProvider clock) : IDeadlineHandler
{
    public string Kind => OperationDeadlines.Clocks;

    public Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation) => Task.FromResult<Func<TaskingDb, Task>>(async db =>
    {
        var now = clock.GetUtcNow();
        var row = await db.Operations.GetAsync(ResourceName.Parse<OperationName>(deadline.Resource));
        await db.ChangeOperationAsync(row, EventType.ClockChanged, Moment.OfService(now), (operation, _) => operation with { UpdateTime = now });
    });
}

/// <summary>A hold or an abort has not reached every recipient in time.</summary>
internal sealed class UnacknowledgedInstruction(TimeProvider clock) : IDeadlineHandler
{
    public string Kind => OperationDeadlines.Acknowledgement;

    public Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation) => Task.FromResult<Func<TaskingDb, Task>>(async db =>
    {
        var moment = Moment.OfService(clock.GetUtcNow());
        var row = await db.Operations.GetAsync(ResourceName.Parse<OperationName>(deadline.Resource));
        var picture = await db.PictureOfAsync(row.Value.Name, row.Value.Plan.Missions);
        if (Missing(row.Value, picture) is { Count: > 0 } missing)
        {
            await db.RaiseAsync(row.Value.AlarmOf(V1.Alert.Types.Kind.InstructionUnacknowledged, picture,
                $"{row.Value.Plan.Title}: {WireName.Of(row.Value.Current.Instruction)} is not acknowledged by {Units.Count(missing)}."), moment.Actor, moment.Now);
            db.Record(row, picture, EventType.AcknowledgementOverdue, moment);
        }
    });

    private static List<string> Missing(Operation operation, Picture picture) =>
        [.. from recipient in operation.Taking
            let devices = picture.Devices.Where(device => device.Member == recipient.Member).ToList()
            where devices.Count == 0 || devices.Any(device => device.RungOf(operation.Current.Revision) < Rung.Acknowledged)
            select recipient.Nation];
}

/// <summary>H: the record of who had the order is closed, or the centres are told that nobody has been let go.</summary>
internal sealed class HHourStrike(TimeProvider clock) : IDeadlineHandler
{
    public string Kind => OperationDeadlines.HHour;

    public Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation) => Task.FromResult<Func<TaskingDb, Task>>(async db =>
    {
        var moment = Moment.OfService(clock.GetUtcNow());
        var row = await db.Operations.GetAsync(ResourceName.Parse<OperationName>(deadline.Resource));
        var picture = await db.PictureOfAsync(row.Value.Name, row.Value.Plan.Missions);
        if (row.Value.State is OperationState.Planned or OperationState.Held)
        {
            await db.RaiseAsync(row.Value.AlarmOf(V1.Alert.Types.Kind.HHourPassed, picture,
                $"H of {row.Value.Plan.Title} has passed without a go: no device releases. Set another H-hour, or abort."), moment.Actor, moment.Now);
            db.Record(row, picture, EventType.HHourPassed, moment);
        }
        else if (row.Value.SealTime is null)
        {
            await db.SealAsync(row, picture, moment.Now);
        }
    });
}
