using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kind = TaskForce.Tasking.V1.OperationRecord.Types.Entry.Types.Kind;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Operations;

/// <summary>Entries of the record of who had an H-hour order, before they are chained.</summary>
internal static class RecordEntry
{
    public static V1.OperationRecord.Types.Entry Issued(Operation operation, Recipient recipient, DateTimeOffset now) =>
        Of(Kind.Issued, operation.Current, recipient.Member, "", null, now);

    public static V1.OperationRecord.Types.Entry Reached(Operation operation, OperationDevice device, Reached reached) => Of(
        reached.Rung switch { Rung.Stored => Kind.Stored, Rung.Displayed => Kind.Displayed, _ => Kind.Acknowledged },
        operation.Instructions.Single(each => each.Revision == reached.Revision), device.Member, device.Device, reached.DeviceTime, reached.ServerTime);

    public static V1.OperationRecord.Types.Entry Sealed(Operation operation, DateTimeOffset now) => Of(Kind.Sealed, operation.Current, "", "", null, now);

    private static V1.OperationRecord.Types.Entry Of(Kind kind, Instructed about, string member, string device, DateTimeOffset? deviceTime, DateTimeOffset now) => new()
    {
        Kind = kind,
        Revision = about.Revision,
        Instruction = about.Instruction,
        HHour = about.HHour.ToTimestamp(),
        Member = member,
        Device = device,
        DeviceTime = deviceTime?.ToTimestamp(),
        ServerTime = now.ToTimestamp(),
    };
}

/// <summary>An entry as stored: it is only ever added.</summary>
internal sealed class RecordEntryRow
{
    public required string Operation { get; init; }

    public required long Number { get; init; }

    /// <summary>The entry as protobuf, with its digest.</summary>
    public required byte[] Content { get; init; }

    public V1.OperationRecord.Types.Entry Value => V1.OperationRecord.Types.Entry.Parser.ParseFrom(Content);

    public static RecordEntryRow Of(OperationName operation, V1.OperationRecord.Types.Entry entry) =>
        new() { Operation = operation.ToString(), Number = entry.Number, Content = entry.ToByteArray() };
}
