using System.CommandLine;
using Google.Type;
using Spectre.Console;
using TaskForce.Cli.Missions;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Cli.Field;

/// <summary><c>field</c>.</summary>
internal static class FieldCommands
{
    public static Command Create(Shell shell) => new("field", "A field unit.") { Work(shell), Run(shell), FieldCalls.NeedHelp(shell), FieldCalls.CheckIn(shell) };

    private static Command Work(Shell shell) =>
        new Command("work", "The terminal of the member of --as: shows orders as they come, and takes what you type; ? explains. By the certificate of this machine if it was enrolled as a device of theirs.")
            .DoesUntilInterrupted(shell, async session =>
            {
                var (who, connection) = Connect(session, "work");
                await using var unit = Start(session, connection, who, notice => Tell(session, What(notice)));
                Tell(session, $"{who.Member} on {unit.Device}; ? explains, quit ends.");
                await new FieldWork(unit, session).RunAsync(session.In);
            });

    private static Command Run(Shell shell)
    {
        var journey = Arguments.Duration("--journey", "How long the simulated way to a hotspot takes.", TimeSpan.FromSeconds(20));
        var onScene = Arguments.Duration("--on-scene", "How long the simulated work there takes.", TimeSpan.FromSeconds(3));
        var from = new Option<string?>("--from") { Description = "Where the unit is: a place, or LAT,LON. Without it: its home base.", HelpName = "PLACE" };
        var decline = new Option<string?>("--decline") { Description = "Decline every order, with this reason.", HelpName = "REASON" };
        var ready = new Option<bool>("--ready") { Description = "As leader or deputy: say that the team is ready for a common start, and go on saying so." };
        var once = new Option<bool>("--once") { Description = "End with the first order." };
        return new Command("run", "Receives orders and carries them out, simulated, as the member of --as: by the certificate of this machine if it was enrolled as a device of theirs.") { journey, onScene, from, decline, ready, once }
            .DoesUntilInterrupted(shell, async session =>
            {
                var (who, connection) = Connect(session, "run");
                var start = session.Get(from) is { } place ? PlaceText.Parse(place).Place.Location : await HomeAsync(session, connection, who.Member);
                await RunAsync(session, connection, who, session.Get(ready), new()
                {
                    Base = start,
                    Journey = session.Get(journey),
                    OnScene = session.Get(onScene),
                    Decline = session.Get(decline),
                    Once = session.Get(once),
                    Show = order => session.Show(order, () => OrderView.Panel(order, session.Clock)),
                    Tell = text => Tell(session, text),
                });
            });
    }

    private static async Task RunAsync(Session session, TaskForceConnection connection, (string Member, EnrolledDevice? Device) who, bool saysReady, ShiftPlan plan)
    {
        FieldUnit? running = null;
        await using var unit = running = Start(session, connection, who, notice => Hear(session, running, notice));
        Tell(session, $"{who.Member} is ready on {unit.Device}; Ctrl-C ends.");
        using var shift = new FieldShift(unit, plan, session.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
        var hHours = new HHourShift(unit, session.Clock, text => Tell(session, text), saysReady).RunAsync(end.Token);
        try
        {
            await shift.RunAsync(session.Cancellation);
        }
        finally
        {
            await end.CancelAsync();
            await hHours.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static ((string Member, EnrolledDevice? Device) Who, TaskForceConnection Connection) Connect(Session session, string command)
    {
        var member = MemberOf(session, command);
        var device = session.DeviceOf(member) is { Exists: true } file ? EnrolledDevice.Open(file, session.Clock) : null;
        return ((member, device), device is null ? session.ConnectAs($"field:{ResourceText.Id(member)}") : session.ConnectTo(device.Gateway, device));
    }

    private static FieldUnit Start(Session session, TaskForceConnection connection, (string Member, EnrolledDevice? Device) who, Action<FieldNotice> noticed) => FieldUnit.Start(connection, new()
    {
        Member = who.Member,
        Device = who.Device,
        Directory = session.FieldDirectory(who.Member),
        Key = session.FieldKey,
        Clock = session.Clock,
        LinkChanged = session.LinkNotes(),
        Noticed = noticed,
        Refused = refusal => session.Note($"Refused: {refusal.Message}"),
        TerritoryCrossed = order => session.Show(order, () => TerritoryView.Panel(order, session.Clock)),
    });

    private static async Task<LatLng> HomeAsync(Session session, TaskForceConnection connection, string member) =>
        (await connection.Members.GetMemberAsync(new() { Name = member }, cancellationToken: session.Cancellation)).HomeBase.Location;

    /// <summary>The member that <c>--as</c> or the login names: <c>field:x</c>, <c>members/x</c> or <c>x</c>.</summary>
    public static string MemberOf(Session session, string command)
    {
        var who = session.As ?? (session.Profiles.Current is { } current && current.StartsWith("field:", StringComparison.Ordinal) ? current : null);
        return who is { Length: > 0 }
            ? ResourceText.Full("members", who.StartsWith("field:", StringComparison.Ordinal) ? who["field:".Length..] : who)
            : throw new UsageException($"Say which member this is: taskforce field {command} --as MEMBER.");
    }

    // A simulated member is always well.
    private static void Hear(Session session, FieldUnit? unit, FieldNotice notice)
    {
        Tell(session, What(notice));
        if (notice.Type == Told.CheckInDue)
        {
            _ = unit?.CheckInAsync(notice.Order.Name);
        }
    }

    private static string What(FieldNotice notice) => notice.Type switch
    {
        Told.Decided => $"{EnumText.Words(notice.Order.Rung)} on {OrderText.Device(notice.Order.Acknowledgements[^1].Device)}, another device: {notice.Order.Title}",
        Told.Superseded => $"Does not hold any more: {notice.Order.Title}",
        _ => notice.Message,
    };

    /// <summary>Says what happened and when.</summary>
    public static void Tell(Session session, string text)
    {
        if (session.IsJson)
        {
            session.Note(text);
            return;
        }

        var now = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(session.Clock.GetUtcNow());
        session.Out.MarkupLineInterpolated($"[dim]{session.Clock.TimeOfDay(now)}[/]  {text}");
    }
}
