using System.Globalization;
using Google.Type;
using Spectre.Console;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Order.Types;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Cli.Field;

/// <summary>A member's terminal: shows each order as it comes, takes what the member types, and says of each report whether the centre has it.</summary>
internal sealed class FieldWork(FieldUnit unit, Session session)
{
    private readonly FieldPackages _packages = new(unit, session);

    // After that the member is told that it is kept here.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private static readonly (string Usage, string Meaning)[] Verbs =
    [
        ("list", "your orders and how far each is"),
        ("show [N]", "the order once more"),
        ("accept [N]", "you carry it out; of a recall: you come back"),
        ("decline [N] REASON", "you cannot, and why"),
        ("en-route [N]", "you are on your way"),
        ("on-scene [N]", "you are there"),
        ("clear [N]", "your work there is done"),
        ("complete [N] TEXT", "as leader: the mission is over, with a report"),
        ("at PLACE", "where you are: a place, or LAT,LON"),
        ("ok [TEXT]", "all is well: a check-in"),
        ("package [N]", "all that you need of the order where there is no network: powers, contacts, map"),
        ("hand-over [N] FILE", "writes the signed order to a file, for another device of yours"),
        ("take FILE", "takes a signed order or recall that came to you by other means"),
        ("need-help TEXT", "both nations' centres are called, at once and until they hear it"),
        ("quit", "what was not sent waits on this device"),
    ];

    private LatLng? _here;

    /// <summary>Works until the member quits or the input ends.</summary>
    /// <exception cref="TaskForceException">The server refuses this unit.</exception>
    public async Task RunAsync(TextReader input)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
        List();
        var showing = ShowAsync(end.Token);
        try
        {
            while (true)
            {
                var line = Task.Run(input.ReadLine, CancellationToken.None);
                if (await Task.WhenAny(line.WaitAsync(end.Token), showing) == showing)
                {
                    await showing;
                }

                if (await line.WaitAsync(end.Token) is not { } text || text.Trim() is "quit" or "exit")
                {
                    break;
                }

                await DoAsync(text.Trim());
            }
        }
        finally
        {
            await end.CancelAsync();
            await showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Tell(unit.Unsent > 0 ? $"{Waiting()} here until the next start." : "The centre has everything that you said.");
    }

    private async Task ShowAsync(CancellationToken cancellation)
    {
        await foreach (var order in unit.ReceiveAsync(cancellation))
        {
            Show(order);
            _ = unit.AcknowledgeAsync(order.Name, Rung.Displayed);
            Tell(order.Kind == Kind.Recall ? $"accept {NumberOf(order)} says that you come back." : $"accept {NumberOf(order)}, or decline {NumberOf(order)} REASON; ? lists the rest.");
        }
    }

    private Task DoAsync(string line)
    {
        var (verb, rest) = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) switch
        {
            [var one, var other] => (one, other),
            [var one] => (one, ""),
            _ => ("list", ""),
        };
        var (order, text) = Find(rest);
        return verb switch
        {
            "list" => Done(List),
            "?" or "help" => Done(Explain),
            "show" when order is not null => Done(() => Read(order.Order)),
            "accept" when order is not null => SendAsync("Accepted", unit.AcknowledgeAsync(order.Order.Name, Rung.Accepted)),
            "decline" when order is not null && text.Length > 0 => SendAsync("Declined", unit.AcknowledgeAsync(order.Order.Name, Rung.Declined, text)),
            "decline" when order is not null => Done(() => Tell("Say why: decline N REASON.")),
            "en-route" when order is not null => SendAsync("En route", unit.ReportProgressAsync(order.Order.Name, Stage.EnRoute, text)),
            "on-scene" when order is not null => SendAsync("On scene", unit.ReportProgressAsync(order.Order.Name, Stage.OnScene, text)),
            "clear" when order is not null => SendAsync("Clear", unit.ReportProgressAsync(order.Order.Name, Stage.Clear, text)),
            "complete" when order is not null => SendAsync("Completed", unit.CompleteAsync(OrderView.MissionOf(order.Order), new() { Text = text })),
            "package" when order is not null => Done(() => _packages.Show(order.Order.Name)),
            "hand-over" when order is not null && text.Length > 0 => Done(() => _packages.Write(order.Order.Name, text)),
            "take" when rest.Length > 0 => _packages.TakeAsync(rest),
            "at" when rest.Length > 0 => AtAsync(rest),
            "ok" => SendAsync("All well", unit.CheckInAsync(note: rest)),
            "need-help" or "help-me" => SendAsync("CALL FOR HELP", unit.NeedHelpAsync(rest, _here)),
            _ when Verbs.Any(known => known.Usage.StartsWith($"{verb} ", StringComparison.Ordinal)) =>
                Done(() => Tell(verb == "at" ? "Say where: at PLACE." : verb == "take" ? "Say which file: take FILE." : unit.Orders.Count == 0 ? "No orders." : "Which order? Say its number, as list shows it.")),
            _ => Done(() => Tell($"'{verb}' is not known; ? lists what you can say.")),
        };
    }

    // By its number; without one, the only one that holds.
    private (FieldOrder? Order, string Text) Find(string rest)
    {
        var orders = unit.Orders;
        var words = rest.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (number >= 1 && number <= orders.Count ? orders[number - 1] : null, words.Length > 1 ? words[1] : "");
        }

        var holding = orders.Where(order => !order.IsSuperseded && order.Rung != Rung.Declined && order.Stage != Stage.Clear).ToList();
        return (holding.Count == 1 ? holding[0] : null, rest);
    }

    private async Task AtAsync(string place)
    {
        try
        {
            _here = PlaceText.Parse(place).Place.Location;
        }
        catch (UsageException unknown)
        {
            Tell(unknown.Message);
            return;
        }

        var report = unit.ReportPositionAsync(_here, Source.Manual);
        await SendAsync("Position", report);
        foreach (var fault in report.IsCompletedSuccessfully ? await report : [])
        {
            Tell($"Position {EnumText.Words(fault.Code)}: {fault.Message}");
        }
    }

    // What the server has, and what only this device has, are two things to whoever relies on it.
    private async Task SendAsync(string what, Task report)
    {
        await Task.WhenAny(report, Task.Delay(Soon, session.Clock, session.Cancellation));
        if (report.IsCompletedSuccessfully)
        {
            Tell($"{what}: the centre has it.");
        }
        else if (!report.IsCompleted)
        {
            Tell($"{what}: kept on this device, NOT AT THE CENTRE YET. {Waiting()}.");
            _ = report.ContinueWith(
                late => Tell(late.IsCompletedSuccessfully ? $"{what}: the centre has it now." : $"{what}: not taken."),
                CancellationToken.None, TaskContinuationOptions.NotOnCanceled, TaskScheduler.Default);
        }
    }

    private void Read(Order order)
    {
        Show(order);
        _ = unit.AcknowledgeAsync(order.Name, Rung.Read);
    }

    private void Show(Order order) => session.Show(order, () => OrderView.Panel(order, session.Clock));

    private void List()
    {
        if (unit.Orders is not [_, ..] orders)
        {
            Tell("No orders.");
            return;
        }

        var table = Sheets.Of("N", "WHAT", "WHERE", "YOU SAID", "");
        foreach (var (order, number) in orders.Select((order, i) => (order, i + 1)))
        {
            table.Add(
                $"{number}", (order.Order.Kind == Kind.Recall ? "RECALL " : "") + order.Order.Title, Texts.Place(order.Order.Place),
                EnumText.Words(order.Rung) + (order.Stage == Stage.Unspecified ? "" : $", {EnumText.Words(order.Stage)}"), order.IsSuperseded ? "does not hold any more" : "");
        }

        session.Out.Write(table);
        Tell(unit.Unsent > 0 ? $"{Waiting()} for the centre." : "The centre has everything that you said.");
    }

    private void Explain()
    {
        foreach (var (usage, meaning) in Verbs)
        {
            session.Out.MarkupLineInterpolated($"  [bold]{usage.PadRight(20)}[/] {meaning}");
        }
    }

    private int NumberOf(Order order) => unit.Orders.Select((known, i) => (known.Order.Name, Number: i + 1)).First(known => known.Name == order.Name).Number;

    private string Waiting() => unit.Unsent == 1 ? "1 report waits" : $"{unit.Unsent} reports wait";

    private void Tell(string text) => FieldCommands.Tell(session, text);

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
