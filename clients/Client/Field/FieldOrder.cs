using Google.Protobuf;

namespace TaskForce.Client;

/// <summary>An order on a device, and how far the device has said it got; the server may not have heard that yet.</summary>
/// <param name="Order">The order as it was given.</param>
/// <param name="Rung">The highest rung reached here.</param>
/// <param name="Stage">The furthest stage reached here.</param>
public sealed record FieldOrder(
    Tasking.V1.Order Order,
    Tasking.V1.Order.Types.Rung Rung = Tasking.V1.Order.Types.Rung.Stored,
    Tasking.V1.Order.Types.Stage Stage = Tasking.V1.Order.Types.Stage.Unspecified)
{
    internal IEnumerable<IMessage> Said() =>
    [
        new Tasking.V1.AcknowledgeOrderRequest { Name = Order.Name, Rung = Rung },
        new Tasking.V1.ReportProgressRequest { Name = Order.Name, Stage = Stage },
    ];
}
