using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Missions;

/// <summary>How far an order got, in words.</summary>
internal static class OrderText
{
    /// <summary>Whose order it is: <c>Falke 07 (DE)</c>.</summary>
    public static string Who(Order order) => Texts.Who(order.CallSign, order.Nation);

    /// <summary>What it says: <c>recall read</c>.</summary>
    public static string Rung(Order order) => $"{(order.Kind == Order.Types.Kind.Recall ? "recall " : "")}{EnumText.Words(order.Rung)}";

    /// <summary>How far it is on each device: <c>phone read, 3f9a1c not stored</c>; empty without a device.</summary>
    public static string Devices(Order order) => string.Join(", ", order.Devices.Select(device =>
        $"{Device(device.Device)} {(device.Rung == Order.Types.Rung.Queued ? "not stored" : EnumText.Words(device.Rung))}"));

    /// <summary>A device's id as short as it can be told from others: <c>device-3f9a1c...</c> is <c>3f9a1c</c>.</summary>
    public static string Device(string id) => id.StartsWith("device-", StringComparison.Ordinal) && id.Length > 13 ? id[7..13] : id;

    /// <summary>What it waits for: <c>accepted until 03:12:05, then call deputy</c>; empty if for nothing.</summary>
    public static string Awaiting(Order order, TimeProvider clock) => order.Awaiting switch
    {
        null => "",
        { DueTime: null } => "ALERT OPEN, not answered",
        { Rung: Order.Types.Rung.Declined } waiting => $"somebody else, {EnumText.Words(waiting.NextAction)} at {clock.TimeOfDay(waiting.DueTime)}",
        var waiting => $"{EnumText.Words(waiting.Rung)} until {clock.TimeOfDay(waiting.DueTime)}, then {EnumText.Words(waiting.NextAction)}",
    };

    /// <summary>What an order waits for, how far it is on several devices, and what was done so far, a line each; nothing if all is as it should be.</summary>
    public static IEnumerable<string> Details(Order order, TimeProvider clock)
    {
        if (order.Awaiting is not null)
        {
            yield return $"{Who(order)} waits for {Awaiting(order, clock)}{(order.Devices.Count > 0 ? $"; on {Devices(order)}" : "; no device is known")}";
        }
        else if (order.Devices.Count > 1)
        {
            yield return $"{Who(order)} is on {Devices(order)}";
        }

        foreach (var done in order.Escalations)
        {
            yield return $"  {clock.TimeOfDay(done.DoneTime)}  {EnumText.Words(done.Action)}{(done.Skipped ? " left out" : "")}: {done.Note}";
        }

        if (order.Welfare is { MissedTime: not null } missed)
        {
            yield return $"{Who(order)} DID NOT CHECK IN; last sign of life {clock.TimeOfDay(missed.LastTime)}";
        }
        else if (order.Welfare?.DueTime is { } due)
        {
            yield return $"{Who(order)} checks in until {clock.TimeOfDay(due)}{(order.Welfare.ReminderTime is null ? "" : ", was reminded")}";
        }
    }

    /// <summary>The last step that was taken because it was not answered.</summary>
    public static string Escalated(Order order) => order.Escalations is [.., var done]
        ? $"{Who(order)}  {(done.AwaitedRung == Order.Types.Rung.Declined ? "declined" : $"not {EnumText.Words(done.AwaitedRung)} in time")}: "
            + $"{EnumText.Words(done.Action)}{(done.Skipped ? " left out" : "")}: {done.Note}"
        : Who(order);

    /// <summary>The commands that take an offer, one for each exchange.</summary>
    public static IEnumerable<string> Commands(Mission mission, Mission.Types.Offer offer) => offer.Repair.Exchanges.Where(exchange => exchange.Outgoing.Length > 0).Select(exchange =>
        $"taskforce team replace {ResourceText.Id(mission.Team)} {ResourceText.Id(exchange.Outgoing)} {ResourceText.Id(exchange.Incoming.Member)}"
        + (exchange.Incoming.Nation.Length > 0 ? $" --as dispatcher.{exchange.Incoming.Nation.ToLowerInvariant()}" : ""));
}
