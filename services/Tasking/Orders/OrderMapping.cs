using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Tasking.Orders;

internal static class OrderMapping
{
    public static V1.Order ToProto(this Order order)
    {
        var proto = order.Text.Clone();
        proto.Rung = (V1.Order.Types.Rung)order.Rung;
        proto.Stage = (V1.Order.Types.Stage)order.Stage;
        proto.Acknowledgements.AddRange(order.Acknowledgements.Select(ToProto));
        proto.Progress.AddRange(order.Progress.Select(ToProto));
        proto.Territory = order.Territory?.ToProto();
        return proto;
    }

    private static V1.Order.Types.Territory ToProto(this Territory territory) => new()
    {
        Mandate = territory.Mandate,
        Title = territory.Title,
        Powers = territory.Powers,
        Weapons = territory.Weapons,
        EnterTime = territory.Since.ToTimestamp(),
        PreviousMandate = territory.Before,
    };

    private static V1.Order.Types.Acknowledgement ToProto(Acknowledgement reached) => new()
    {
        Rung = (V1.Order.Types.Rung)reached.Rung,
        DeviceTime = reached.DeviceTime?.ToTimestamp(),
        ServerTime = reached.ServerTime.ToTimestamp(),
        Device = reached.Device,
        Reason = reached.Reason,
    };

    private static V1.Order.Types.Progress ToProto(Progress reached) => new()
    {
        Stage = (V1.Order.Types.Stage)reached.Stage,
        DeviceTime = reached.DeviceTime.ToTimestamp(),
        ServerTime = reached.ServerTime.ToTimestamp(),
        Note = reached.Note,
        FromPosition = reached.FromPosition,
    };
}
