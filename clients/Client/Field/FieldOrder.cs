using Google.Protobuf;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Client;

/// <summary>An order on a device, and how far the device has said it got; the server may not have heard that yet.</summary>
/// <param name="Order">The order as it was given, or as the server last told what became of it.</param>
/// <param name="Rung">The highest rung reached here.</param>
/// <param name="Stage">The furthest stage reached here.</param>
public sealed record FieldOrder(Tasking.V1.Order Order, Rung Rung = Rung.Stored, Stage Stage = Stage.Unspecified)
{
    /// <summary>Whether it was recalled, or its mission is over: it is kept for the record and no work any more.</summary>
    public bool IsSuperseded => Order.SupersededBy.Length > 0;

    /// <summary>Where and when it was accepted or declined, as the server knows it: perhaps on another device. Null if not known.</summary>
    public Acknowledgement? Decision => Order.Acknowledgements.FirstOrDefault(reached => reached.Rung is Rung.Accepted or Rung.Declined);

    /// <summary>Whether nobody has to answer any more.</summary>
    public bool IsDecided => Rung >= Rung.Accepted || Decision is not null;

    internal IEnumerable<IMessage> Said() =>
    [
        new Tasking.V1.AcknowledgeOrderRequest { Name = Order.Name, Rung = Rung },
        new Tasking.V1.ReportProgressRequest { Name = Order.Name, Stage = Stage },
    ];
}
