using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;

namespace TaskForce.Cli.Operations;

/// <summary><c>operation watch</c>: one operation from its beginning to its end.</summary>
internal static class OperationWatch
{
    public static Command Create(Shell shell)
    {
        var name = Arguments.Resource("operations", "OPERATION", "The operation.");
        return new Command("watch", "Shows every step of an operation live; ends when it is over.") { name }
            .DoesUntilInterrupted(shell, session => WatchAsync(session, session.Get(name)));
    }

    private static async Task WatchAsync(Session session, string operation)
    {
        // A watch of one that does not exist would wait for ever: asking for it says so.
        await session.Connection.Operations.GetOperationAsync(new() { Name = operation }, cancellationToken: session.Cancellation);
        await foreach (var change in session.Connection.WatchOperations(new() { Operation = operation }, session.LinkNotes()).ReadAsync(0, session.Cancellation))
        {
            session.ShowEvent(change, () => $"[dim]{session.Clock.TimeOfDay(change.Time)}  {Countdown(change)}[/]  {What(change)}  [dim]{change.Actor}[/]");
            if (change.Type is EventType.Aborted or EventType.Completed or EventType.Deleted)
            {
                return;
            }
        }
    }

    private static string Countdown(OperationEvent change) => OperationView.Countdown(change.Operation.HHour.ToDateTimeOffset() - change.Time.ToDateTimeOffset());

    private static string What(OperationEvent change) => change.Type switch
    {
        EventType.Created => $"planned: {change.Operation.Title}, {change.Operation.Missions.Count} missions",
        EventType.ReadinessChanged => $"teams: {Texts.List(change.Operation.Parts.GroupBy(part => part.Readiness).Select(group => $"{group.Count()} {EnumText.Words(group.Key)}"))}",
        EventType.GoGiven => $"go: {string.Join(" and ", change.Operation.Goes.Where(go => go.Go_).Select(go => go.Nation))}",
        EventType.Go => "GO: every nation has given its go",
        EventType.Held => $"HOLD: {change.Operation.Reason}",
        EventType.Aborted => $"ABORT: {change.Operation.Reason}",
        EventType.DeviceAcknowledged => $"{change.Device?.CallSign} has {EnumText.Words(change.Device?.Rung ?? 0)} it",
        EventType.ClockChanged => change.Device is { } device ? $"clock of {device.CallSign} known within {device.ClockUncertainty?.ToTimeSpan().TotalMilliseconds:0} ms" : "a clock has changed",
        EventType.Released => $"{change.Device?.CallSign} has released{(change.Device?.Release?.Late == true ? ", late" : "")}",
        EventType.Sealed => $"record closed: SHA-256 {Convert.ToHexStringLower(change.Operation.RecordDigest.Span)}",
        EventType.HHourPassed => "H has passed without a go: nobody releases",
        EventType.AcknowledgementOverdue => "not acknowledged in time by all",
        _ => EnumText.Words(change.Type),
    };
}
