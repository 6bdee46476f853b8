using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using TaskForce.Cli.Scenario;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Simulate;

/// <summary><c>simulate</c>.</summary>
internal static class SimulateCommand
{
    private const int Most = 100_000;

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
        var loss = new Option<double>("--loss") { Description = "The part of the packets that is lost. Such as 30%.", HelpName = "PERCENT", CustomParser = ParsePercent };
        var latency = Arguments.Duration("--latency", "How long a packet takes one way.", TimeSpan.Zero);
        var jitter = Arguments.Duration("--jitter", "How much longer or shorter than that, at most.", TimeSpan.Zero);
        var bandwidth = new Option<double?>("--bandwidth") { Description = "What passes for one connection, each way. Such as 64kbit/s.", HelpName = "RATE", CustomParser = ParseRate };
        var blackout = Arguments.Duration("--blackout", "How long nothing passes, again and again.", TimeSpan.Zero);
        var blackoutEvery = Arguments.Duration("--blackout-every", "How long it is from one black-out's beginning to the next's.", TimeSpan.FromMinutes(10));
        var addresses = Arguments.Duration("--address-change-every", "After how long devices have another address, and their connections are gone.", TimeSpan.Zero);
        var interval = Arguments.Duration("--interval", "How often a unit says where it is.", TimeSpan.FromSeconds(10));
        var journey = Arguments.Duration("--journey", "How long the way to a hotspot takes.", TimeSpan.FromMinutes(2));
        var onScene = Arguments.Duration("--on-scene", "How long the work there takes.", TimeSpan.FromMinutes(2));
        var length = Arguments.Duration("--for", "How long it lasts; without it, until Ctrl-C.", TimeSpan.Zero);
        var seed = new Option<int>("--seed") { Description = "What happens by chance follows from it.", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };
        return new Command("simulate", "Drives a fleet of field units behind a bad network, with the demo's identities: they patrol, report, and carry out the orders they are given.")
        {
            units, named, loss, latency, jitter, bandwidth, blackout, blackoutEvery, addresses, interval, journey, onScene, length, seed,
        }.DoesUntilInterrupted(shell, session => RunAsync(session, (session.Get(units), session.Get(named) ?? []), session.Get(length), session.Get(seed),
            new(session.Get(interval), session.Get(journey), session.Get(onScene)),
            new()
            {
                Latency = session.Get(latency),
                Jitter = session.Get(jitter),
                Loss = session.Get(loss),
                BitsPerSecond = session.Get(bandwidth),
                Blackout = session.Get(blackout),
                BlackoutEvery = session.Get(blackout) > TimeSpan.Zero ? session.Get(blackoutEvery) : TimeSpan.Zero,
                AddressChangeEvery = session.Get(addresses),
            }));
    }

    private static async Task RunAsync(Session session, (int Units, string[] Named) who, TimeSpan length, int seed, FleetPlan plan, NetworkTerms terms)
    {
        var members = await MembersAsync(session, who.Units, [.. who.Named.Select(name => ResourceText.Full("members", name))]);
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

    // Those on duty first; each nation's as one of its own sees them, with their bases.
    private static async Task<List<Member>> MembersAsync(Session session, int units, string[] named)
    {
        var found = new List<Member>();
        foreach (var nation in DemoPeople.NationCodes)
        {
            var members = session.ConnectAs($"dispatcher.{nation.ToLowerInvariant()}").Members;
            found.AddRange((await Pages.ReadAsync(Most, (size, token) => members.ListMembersAsync(
                new() { Filter = new() { Nation = nation }, PageSize = size, PageToken = token }, cancellationToken: session.Cancellation).ResponseAsync)).Members);
        }

        List<Member> usable = [.. found.Where(member => member.HomeBase?.Location is not null).OrderBy(member => member.Duty != Member.Types.Duty.OnDuty)];
        if (named.Except(usable.Select(member => member.Name)).ToList() is [_, ..] unknown)
        {
            throw new UsageException($"The roster knows no base of {string.Join(", ", unknown)}.");
        }

        return named.Length > 0 ? [.. usable.Where(member => named.Contains(member.Name))]
            : usable.Count >= units ? usable[..units]
            : throw new UsageException($"The roster has {usable.Count} members with a base, not {units}; ask for fewer --units.");
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
            ("Positions", string.Create(CultureInfo.InvariantCulture, $"{fleet.Counts.Positions} answered{Times(fleet.Counts)}; {fleet.Counts.Doubted} doubted")),
            ("Waiting", $"{fleet.Unsent} reports that the server has not answered for"),
            ("Refused", string.Join("; ", fleet.Counts.Refusals.Select(refusal => $"{refusal.Value} times: {refusal.Key}"))),
            ("Orders", $"{fleet.Counts.Orders}"),
            ("Bytes", string.Create(CultureInfo.InvariantCulture, $"{up / 1000:0} kB up and {down / 1000:0} kB down for a unit and hour, without TCP's and IP's headers"))));
    }

    private static double ParsePercent(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 90 && text.EndsWith('%'))
        {
            return percent / 100;
        }

        result.AddError($"'{text}' is not a part such as 30%, 0% to 90%.");
        return 0;
    }

    private static double? ParseRate(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        foreach (var (unit, factor) in new[] { ("kbit/s", 1e3), ("Mbit/s", 1e6) })
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 1e6)
            {
                return rate * factor;
            }
        }

        result.AddError($"'{text}' is not a rate such as 64kbit/s or 2Mbit/s.");
        return null;
    }
}
