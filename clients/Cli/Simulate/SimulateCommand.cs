using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Simulate;

/// <summary><c>simulate</c>.</summary>
internal static class SimulateCommand
{
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(5);

    public static Command Create(Shell shell)
    {
        var units = new Option<int>("--units") { Description = "How many units, as members of the roster.", HelpName = "N", DefaultValueFactory = _ => 20 };
        units.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--units must be at least 1.");
            }
        });
        var named = new Option<string[]>("--member") { Description = "Exactly these members, in place of --units; repeats.", HelpName = "MEMBER", AllowMultipleArgumentsPerToken = true };
        var network = new NetworkOptions();
        var interval = Arguments.Duration("--interval", "How often a unit says where it is.", TimeSpan.FromSeconds(10));
        var thin = new Option<bool>("--thin") { Description = "Leaves out positions that tell nothing new, and sends several at once, as an app that saves its battery does. With --interval 1s: a receiver's fixes." };
        var journey = Arguments.Duration("--journey", "How long the way to a hotspot takes.", TimeSpan.FromMinutes(2));
        var onScene = Arguments.Duration("--on-scene", "How long the work there takes.", TimeSpan.FromMinutes(2));
        var length = Arguments.Duration("--for", "How long it lasts; without it, until Ctrl-C.", TimeSpan.Zero);
        var seed = new Option<int>("--seed") { Description = "What happens by chance follows from it.", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };
        var command = new Command("simulate", "Drives a fleet of field units behind a bad network, with the demo's identities: they patrol, report, and carry out the orders they are given.")
        {
            units, named, interval, thin, journey, onScene, length, seed,
        };
        network.AddTo(command);
        return command.DoesUntilInterrupted(shell, session => RunAsync(session, (session.Get(units), session.Get(named) ?? []), session.Get(length), session.Get(seed),
            new(session.Get(interval), session.Get(journey), session.Get(onScene), session.Get(thin)), network.TermsOf(session.Command)));
    }

    private static async Task RunAsync(Session session, (int Units, string[] Named) who, TimeSpan length, int seed, FleetPlan plan, NetworkTerms terms)
    {
        var members = await FleetMembers.FindAsync(session.ConnectAs, who.Units, [.. who.Named.Select(name => ResourceText.Full("members", name))], session.Cancellation);
        await using var network = new BadNetwork(session.Gateway, terms, session.Clock, seed);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
        await using var fleet = new Fleet(network, session.Clock);
        fleet.Start(members, member => session.ConnectThrough(network.Door, $"field:{ResourceText.Id(member.Name)}"), plan, seed, end.Token);
        session.Note($"{fleet.Units} units are on the road{(length > TimeSpan.Zero ? $" for {DurationText.Of(length)}" : "; Ctrl-C ends")}. What they send waits on disk until the server has answered.");
        try
        {
            var over = fleet.UnlessOneFailsAsync();
            for (var left = Left(); left > TimeSpan.Zero; left = Left())
            {
                await await Task.WhenAny(Task.Delay(left < Report ? left : Report, session.Clock, end.Token), over);
                session.Note(Line(fleet));
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: what was done is said all the same.
        }

        await end.CancelAsync();
        Show(session, fleet, terms);

        // Timers are not exact: what is left of a moment is nothing.
        TimeSpan Left() => length <= TimeSpan.Zero ? Report : length - fleet.Elapsed > TimeSpan.FromMilliseconds(20) ? length - fleet.Elapsed : TimeSpan.Zero;
    }

    private static string Line(Fleet fleet) => string.Create(CultureInfo.InvariantCulture,
        $"{fleet.Elapsed:mm\\:ss}  {fleet.Linked} of {fleet.Units} linked, {fleet.Counts.Positions} positions answered{Times(fleet.Counts)}, {fleet.Unsent} waiting, {fleet.Counts.Orders} orders");

    private static string Times(FleetCounts counts) => counts.Within(0.5) is { } half && counts.Within(0.95) is { } most
        ? $" (half within {DurationText.Short(half)}, 95 % within {DurationText.Short(most)})"
        : "";

    private static void Show(Session session, Fleet fleet, NetworkTerms terms)
    {
        var (up, down) = fleet.BytesPerHour;
        if (session.IsJson)
        {
            session.PrintRaw(JsonSerializer.Serialize(new
            {
                units = fleet.Units,
                seconds = Math.Round(fleet.Elapsed.TotalSeconds, 1),
                loss = terms.Loss,
                latencySeconds = terms.Latency.TotalSeconds,
                positions = fleet.Counts.Positions,
                doubted = fleet.Counts.Doubted,
                leftOut = fleet.Counts.Thinned,
                refused = fleet.Counts.Refusals,
                waiting = fleet.Unsent,
                orders = fleet.Counts.Orders,
                medianSeconds = fleet.Counts.Within(0.5)?.TotalSeconds,
                p95Seconds = fleet.Counts.Within(0.95)?.TotalSeconds,
                bytesUpPerUnitAndHour = Math.Round(up),
                bytesDownPerUnitAndHour = Math.Round(down),
            }));
            return;
        }

        session.Out.Write(Sheets.Card(
            ("Units", string.Create(CultureInfo.InvariantCulture, $"{fleet.Units} for {DurationText.Of(fleet.Elapsed)}")),
            ("Positions", string.Create(CultureInfo.InvariantCulture, $"{fleet.Counts.Positions} answered{Times(fleet.Counts)}; {fleet.Counts.Doubted} doubted, {fleet.Counts.Thinned} left out")),
            ("Waiting", $"{fleet.Unsent} reports that the server has not answered for"),
            ("Refused", string.Join("; ", fleet.Counts.Refusals.Select(refusal => $"{refusal.Value} times: {refusal.Key}"))),
            ("Orders", $"{fleet.Counts.Orders}"),
            ("Bytes", string.Create(CultureInfo.InvariantCulture, $"{up / 1000:0} kB up and {down / 1000:0} kB down for a unit and hour, without TCP's and IP's headers"))));
    }
}
