using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using TaskForce.Tasking.Telemetry;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;

namespace TaskForce.Tasking.Operations;

/// <summary>What recipients are told about a common start.</summary>
internal static class HHourOrders
{
    /// <summary>A recipient's current instruction.</summary>
    public static V1.HHourOrder OrderOf(this Operation operation, Recipient recipient)
    {
        var (current, isOver) = (operation.Current, recipient.HasLeft || operation.State == OperationState.Completed);
        var order = new V1.HHourOrder
        {
            Operation = operation.Name.ToString(),
            Title = operation.Plan.Title,
            Mission = recipient.Mission,
            Recipient = recipient.Member,
            Revision = current.Revision,
            Instruction = isOver ? Instruction.Withdrawn : current.Instruction,
            HHour = operation.Plan.HHour.ToTimestamp(),
            Reason = isOver ? "You take no part any more." : current.Reason,
            IssueTime = current.Time.ToTimestamp(),
            MaxClockUncertainty = operation.Plan.MaxClockUncertainty.ToDuration(),
        };
        order.AcknowledgeBy = order.Instruction is Instruction.Hold or Instruction.Abort ? operation.AcknowledgeBy?.ToTimestamp() : null;
        return order;
    }

    /// <summary>Writes a recipient's current instruction to their orders.</summary>
    public static void Instruct(this TaskingDb db, Operation operation, Recipient recipient, DateTimeOffset now) => db.Append(
        OrderStore.TopicOf(recipient.Member), operation.Name.ToString(),
        new V1.OrderEvent { Type = V1.OrderEvent.Types.Type.HHour, Time = now.ToTimestamp(), HHour = operation.OrderOf(recipient) });

    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>NOT_YOUR_OPERATION</c>, if the member never took part.</exception>
    public static Recipient RecipientOf(this Operation operation, string member) => operation.Recipients.FirstOrDefault(recipient => recipient.Member == member)
        ?? throw new DomainException(Fault.Denied, "NOT_YOUR_OPERATION", $"{(member.Length > 0 ? member : "The caller")} takes no part in {operation.Name}.");
}

/// <summary>
/// Sends each instruction as it is now, not as it was when it was written: a device that comes late must not live through a go that has been
/// taken back since.
/// </summary>
/// <param name="inner">Where everything goes.</param>
/// <param name="journal">Where the instructions are.</param>
/// <param name="writing">Ends a write that is under way, and with it the stream, without a word to the caller.</param>
internal sealed class CurrentHHourOrders(IServerStreamWriter<V1.OrderEvent> inner, Journal<TaskingDb> journal, CancellationToken writing)
    : IServerStreamWriter<V1.OrderEvent>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(V1.OrderEvent message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(V1.OrderEvent message, CancellationToken cancellationToken)
    {
        if (message.HHour is { } written)
        {
            message.HHour = await journal.ReadAsync(db => CurrentAsync(db, written, cancellationToken), cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var trace = TaskingTraces.Tell(message);
        await inner.WriteAsync(message, writing);
    }

    private static async Task<V1.HHourOrder> CurrentAsync(TaskingDb db, V1.HHourOrder written, CancellationToken cancellation)
    {
        if (await db.Operations.FirstOrDefaultAsync(row => row.Name == written.Operation, cancellation) is { } row)
        {
            return row.Value.OrderOf(row.Value.RecipientOf(written.Recipient));
        }

        written.Instruction = Instruction.Withdrawn;
        written.Reason = "The operation was deleted.";
        return written;
    }
}
