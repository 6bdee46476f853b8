using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using AlertEventType = TaskForce.Tasking.V1.AlertEvent.Types.Type;
using Kind = TaskForce.Tasking.V1.Alert.Types.Kind;

namespace TaskForce.Tasking.Orders;

internal static class HelpCalls
{
    /// <summary>Raises the alert, or adds to the one that is open. The same call, sent again, changes nothing.</summary>
    public static async Task<V1.Alert> CallForHelpAsync(this TaskingDb db, HelpCall call, IEnumerable<string> otherwise, string actor, DateTimeOffset now)
    {
        var order = await db.OrderOfAsync(call);
        var mission = order is null ? null : await db.Missions.FirstOrDefaultAsync(row => row.Name == order.Mission && row.IsLive);
        ImmutableArray<string> nations = [.. (mission?.Value.NationsConcerned ?? otherwise).Append(call.Nation).Where(nation => nation.Length > 0)
            .Distinct().Order(StringComparer.Ordinal)];
        if (await db.OpenAlertAsync(Kind.NeedHelp, call.Who) is { } open)
        {
            return db.Add(open, call, mission?.Name ?? "", nations, actor, now);
        }

        var alarm = new Alarm(Kind.NeedHelp, call.Who, nations, Message(call, order, mission))
        {
            Mission = mission?.Name ?? "",
            Member = call.Member,
            CallSign = order?.Value.Text.CallSign ?? "",
            Words = call.Text,
            Location = call.Location,
            Device = call.Device,
            DeviceTime = call.DeviceTime,
        };
        var alert = await db.RaiseAsync(alarm, actor, now, call.Nation);
        if (mission is not null)
        {
            await db.RecordAsync(mission, V1.MissionEvent.Types.Type.HelpNeeded, actor, now, order);
        }

        return alert;
    }

    private static V1.Alert Add(this TaskingDb db, AlertRow open, HelpCall call, string mission, ImmutableArray<string> nations, string actor, DateTimeOffset now)
    {
        var (alert, alarm) = (open.Value, open.Value.Alarm);
        var isRepeat = call.DeviceTime is not null && ((alarm.Device, alarm.DeviceTime) == (call.Device, call.DeviceTime)
            || alert.Additions.Any(known => (known.Device, known.DeviceTime) == (call.Device, call.DeviceTime)));
        if (isRepeat)
        {
            return open.ToProto();
        }

        var wider = alarm with
        {
            Nations = [.. alarm.Nations.Union(nations).Order(StringComparer.Ordinal)],
            Mission = alarm.Mission.Length > 0 ? alarm.Mission : mission,
        };
        open.Set((alert with { Alarm = wider }).Add(new(now, call.DeviceTime, call.Text, call.Location, call.Device)));
        return db.Record(open, AlertEventType.Added, actor, now, call.Nation);
    }

    // The order that is named, if it is the caller's; otherwise the one that the caller carries out.
    private static async Task<OrderRow?> OrderOfAsync(this TaskingDb db, HelpCall call) =>
        call.Member.Length == 0 ? null : (call.Order.Length > 0 ? await db.Orders.FirstOrDefaultAsync(row => row.Name == call.Order && row.Recipient == call.Member && row.Holds) : null)
            ?? await db.NewestOrderAsync(call.Member);

    private static string Message(HelpCall call, OrderRow? order, MissionRow? mission)
    {
        var who = order?.Value.Text is { CallSign.Length: > 0 } text ? $"{text.CallSign} ({text.Nation}, {call.Who})" : call.Who;
        var where = mission is null ? "in no mission" : $"at '{mission.Value.Brief.Title}'";
        var named = call.Order.Length > 0 && call.Order != order?.Name ? $" The call named {call.Order}, which is not an order of theirs that holds." : "";
        return $"{who} needs help, {where}{(call.Text.Length > 0 ? $": {call.Text.TrimEnd('.')}" : "")}.{named}";
    }
}
