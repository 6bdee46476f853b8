using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Tasking.Orders;

internal static class OrderMapping
{
    /// <summary>An order as everybody sees it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="known">The recipient's devices, those that have not reported anything too.</param>
    public static V1.Order ToProto(this Order order, IEnumerable<DeviceRow> known)
    {
        var proto = order.Text.Clone();
        proto.Rung = (V1.Order.Types.Rung)order.Rung;
        proto.Stage = (V1.Order.Types.Stage)order.Stage;
        proto.Acknowledgements.AddRange(order.Acknowledgements.Select(ToProto));
        proto.Progress.AddRange(order.Progress.Select(reached => ToProto(reached, order.Successor)));
        proto.Devices.AddRange(known.Select(device => ToProto(device, order.Devices.FirstOrDefault(ladder => ladder.Device == device.Device))));
        proto.SupersededBy = order.Successor?.Name ?? "";
        proto.SupersedeTime = order.Successor?.Time.ToTimestamp();
        proto.Awaiting = order.Awaiting is { } awaiting ? ToProto(awaiting) : null;
        proto.Escalations.AddRange(order.Escalations.Select(ToProto));
        proto.Welfare = order.Welfare is { } welfare ? ToProto(welfare) : null;
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

    private static V1.Order.Types.Progress ToProto(Progress reached, Successor? successor) => new()
    {
        Stage = (V1.Order.Types.Stage)reached.Stage,
        DeviceTime = reached.DeviceTime.ToTimestamp(),
        ServerTime = reached.ServerTime.ToTimestamp(),
        Note = reached.Note,
        FromPosition = reached.FromPosition,
        CorrectedFrom = reached.CorrectedFrom?.ToTimestamp(),
        ConfirmedTime = reached.Said?.DeviceTime.ToTimestamp(),
        HeardLate = reached.ServerTime >= successor?.Time,
    };

    private static V1.Order.Types.DeviceLadder ToProto(DeviceRow device, DeviceLadder? ladder) => new()
    {
        Device = device.Device,
        Rung = (V1.Order.Types.Rung)(ladder?.Rung ?? Rung.Queued),
        Acknowledgements = { (ladder?.Acknowledgements ?? []).Select(ToProto) },
        FirstSeenTime = Time(device.FirstSeen),
        LastSeenTime = Time(device.LastSeen),
        Cursor = device.Cursor,
    };

    private static V1.Order.Types.Awaiting ToProto(Awaiting awaiting) => new()
    {
        Rung = (V1.Order.Types.Rung)awaiting.Rung,
        NextAction = awaiting.DueTime is null ? 0 : (V1.Order.Types.EscalationAction)awaiting.Action,
        DueTime = awaiting.DueTime?.ToTimestamp(),
    };

    private static V1.Order.Types.Escalation ToProto(Escalation done) => new()
    {
        Action = (V1.Order.Types.EscalationAction)done.Action,
        AwaitedRung = (V1.Order.Types.Rung)done.Awaited,
        DueTime = done.DueTime.ToTimestamp(),
        DoneTime = done.DoneTime.ToTimestamp(),
        Skipped = done.Skipped,
        Note = done.Note,
        Actor = done.Actor,
    };

    private static V1.Order.Types.Welfare ToProto(Welfare welfare) => new()
    {
        DueTime = welfare.DueTime?.ToTimestamp(),
        LastTime = welfare.LastTime?.ToTimestamp(),
        ReminderTime = welfare.RemindTime?.ToTimestamp(),
        MissedTime = welfare.MissTime?.ToTimestamp(),
    };

    private static Timestamp Time(long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero).ToTimestamp();
}
