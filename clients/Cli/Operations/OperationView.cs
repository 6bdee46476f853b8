using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Operation.Types;

namespace TaskForce.Cli.Operations;

/// <summary>Operations as a commander reads them minutes before H.</summary>
internal static class OperationView
{
    public static IRenderable Sheet(IEnumerable<Operation> operations, TimeProvider clock)
    {
        var table = Sheets.Of("OPERATION", "STATE", "H", "", "TITLE", "GOES", "WHY NOT YET");
        foreach (var operation in operations)
        {
            table.Add(ResourceText.Id(operation.Name), EnumText.Words(operation.State), clock.DateAndTime(operation.HHour), Countdown(operation.HHour, clock),
                operation.Title, Goes(operation), operation.Obstacles.Count == 0 ? "-" : $"{operation.Obstacles.Count}: {What(operation.Obstacles[0])}");
        }

        return table;
    }

    /// <summary>The verdict, and what stands in the way.</summary>
    public static List<FormattableString> Lead(Operation operation, TimeProvider clock)
    {
        var state = EnumText.Words(operation.State).ToUpperInvariant();
        var lines = new List<FormattableString>
        {
            $"[bold]{state}[/]  {operation.Title}  H {clock.TimeOfDay(operation.HHour)}  {Countdown(operation.HHour, clock)}  {Goes(operation)}",
        };
        if (operation.Reason.Length > 0)
        {
            lines.Add($"  {operation.Reason}");
        }

        lines.AddRange(operation.Obstacles.Select(obstacle => (FormattableString)$"  not yet: {What(obstacle)}"));
        return lines;
    }

    public static IRenderable Card(Operation operation, TimeProvider clock) => new Rows(
        [.. Lead(operation, clock).Select(line => new Markup(Markup.Escape(Plain(line)))),
            Sheets.Card(
                ("Operation", ResourceText.Id(operation.Name)),
                ("H", clock.DateAndTime(operation.HHour)),
                ("Clocks to", $"{operation.MaxClockUncertainty.ToTimeSpan().TotalMilliseconds:0} ms"),
                ("Acknowledge by", clock.TimeOfDay(operation.AcknowledgeBy)),
                ("Go at", clock.TimeOfDay(operation.GoTime)),
                ("Ended", clock.DateAndTime(operation.EndTime)),
                ("Record", operation.RecordDigest.IsEmpty ? "open" : $"closed at {clock.TimeOfDay(operation.SealTime)}, SHA-256 {Convert.ToHexStringLower(operation.RecordDigest.Span)[..16]}...")),
            Teams(operation, clock),
            Devices(operation)]);

    /// <summary><c>T-4:05</c> before H, <c>T+0:30</c> after it.</summary>
    public static string Countdown(Timestamp h, TimeProvider clock) => Countdown(h.ToDateTimeOffset() - clock.GetUtcNow());

    public static string Countdown(TimeSpan left) => string.Create(CultureInfo.InvariantCulture,
        $"T{(left > TimeSpan.Zero ? '-' : '+')}{(int)left.Duration().TotalHours:0}:{left.Duration().Minutes:00}:{left.Duration().Seconds:00}");

    private static string Goes(Operation operation) => Texts.List(operation.Nations.Select(nation => operation.Goes.FirstOrDefault(go => go.Nation == nation) switch
    {
        null => $"{nation} -",
        { Go_: true } => $"{nation} GO",
        _ => $"{nation} NO GO",
    }));

    private static Table Teams(Operation operation, TimeProvider clock)
    {
        var table = Sheets.Of("MISSION", "TITLE", "STATE", "TEAM", "SAID BY", "UNTIL");
        foreach (var part in operation.Parts)
        {
            table.Add(ResourceText.Id(part.Mission), part.Title, EnumText.Words(part.MissionState),
                part.Reason.Length > 0 ? $"{EnumText.Words(part.Readiness)}: {part.Reason}" : EnumText.Words(part.Readiness),
                part.Actor.Length == 0 ? "-" : part.FromCentre ? $"{part.Actor} (centre)" : part.Actor, clock.TimeOfDay(part.ExpireTime));
        }

        return table;
    }

    private static Table Devices(Operation operation)
    {
        var table = Sheets.Of("CALL SIGN", "NATION", "ORDER", "CLOCK", "RELEASE");
        foreach (var device in operation.Devices)
        {
            table.Add(device.CallSign, device.Nation, device.Device_.Length == 0 ? "on no device" : device.Rung == 0 ? "old order only" : EnumText.Words(device.Rung),
                device.Clock is { } known ? $"{Offset(known.Offset.ToTimeSpan())} within {Milliseconds(device.ClockUncertainty)}" : "not known", Release(operation, device));
        }

        return table;
    }

    private static string Milliseconds(Duration time) => string.Create(CultureInfo.InvariantCulture, $"{time.ToTimeSpan().TotalMilliseconds:0} ms");

    private static string Offset(TimeSpan offset) => string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? "" : "+")}{offset.TotalSeconds:0.00} s");

    private static string Release(Operation operation, Device device)
    {
        var after = device.Release is { } release ? release.CorrectedTime.ToDateTimeOffset() - operation.HHour.ToDateTimeOffset() : default;
        var released = device.Release is null ? "-" : string.Create(CultureInfo.InvariantCulture,
            $"H{(after < TimeSpan.Zero ? "-" : "+")}{after.Duration().TotalMilliseconds:0} ms, within {Milliseconds(device.Release.Uncertainty)}{(device.Release.Late ? ", late" : "")}");
        var abort = device.AbortOutcome switch
        {
            Device.Types.AbortOutcome.NotReached => "ABORT NOT HEARD",
            Device.Types.AbortOutcome.TooLate => "abort heard too late",
            Device.Types.AbortOutcome.InTime => "abort heard in time",
            _ => device.Late ? "came late" : "",
        };
        return string.Join("; ", new[] { abort, released }.Where(text => text is not ("" or "-"))) is { Length: > 0 } text ? text : "-";
    }

    private static string Plain(FormattableString line) => Markup.Remove(string.Format(CultureInfo.InvariantCulture, line.Format,
        [.. line.GetArguments().Select(argument => argument is string text ? Markup.Escape(text) : argument)]));

    // The text names nobody.
    private static string What(Operation.Types.Obstacle obstacle) =>
        $"{(obstacle.CallSign.Length > 0 ? $"{obstacle.CallSign}{(obstacle.Device.Length > 0 ? $" ({obstacle.Device})" : "")}: " : "")}{obstacle.Message}";
}
