using Google.Protobuf.WellKnownTypes;
using TaskForce.Cli.Tests.Gateway;
using TaskForce.Geolocation.V1;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Cli.Tests;

public sealed class PositionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly FakeGateway _gateway = new();
    private readonly Cli _cli;

    public PositionTests() => _cli = new(_gateway, width: 200);

    public async ValueTask InitializeAsync() => await _gateway.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task PositionGet_Silent_SaysSinceWhenWhyAndHowSure()
    {
        var boat = Of("assets/boat", State.Silent, minutes: 10, since: 8, within: 12_300, ("NO_REPORT", "The newest position is 10 min old."));
        boat.MissingReports = 3;
        _gateway.Positions.Add(boat);

        var run = await _cli.RunAsync("position", "get", "assets/boat");

        Assert.Equal(0, run.Code);
        AssertSays(run.Out, "silent for 8 min", "The newest position is 10 min old.", "within 12.3 km of it", "10 min ago", "3 reports of the hour before are lost or still on their way");
    }

    [Fact]
    public async Task PositionGet_Implausible_ShowsBothPlaces()
    {
        var boat = Of("assets/boat", State.Implausible, minutes: 0, since: 1, within: 900, ("JUMP", "194.0 km in 5 s."));
        boat.LastPlausible = new() { Location = new() { Latitude = 36.1, Longitude = -5.25 }, EventTime = Now.AddMinutes(-2).ToTimestamp() };
        _gateway.Positions.Add(boat);

        var run = await _cli.RunAsync("position", "get", "assets/boat");

        AssertSays(run.Out, "not believed for 1 min", "35.9000, -5.5000, which is not believed", "36.1000, -5.2500, 2 min ago", "within 900 m of that", "194.0 km in 5 s.");
    }

    [Fact]
    public async Task PositionGet_Withheld_SaysSoWhyAndWhatIsMissing()
    {
        _gateway.Positions.Add(Withheld("assets/boat"));

        var run = await _cli.RunAsync("position", "get", "assets/boat");

        Assert.Equal(0, run.Code);
        AssertSays(run.Out, "assets/boat", "DE", "withheld", "Ask a commander of DE.", "report, last_plausible");
    }

    [Fact]
    public async Task PositionWatch_Withheld_IsALine()
    {
        _gateway.Positions.AddRange([Of("assets/car", State.Moving, minutes: 0, since: 5, within: 20), Withheld("assets/boat")]);

        var run = await _cli.RunAsync("position", "watch");

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("assets/boat (DE)  withheld. Ask a commander of DE.", lines[1].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PositionNearest_SomebodySilentMayBeNearer_SaysSo()
    {
        _gateway.Positions.AddRange([Of("assets/boat", State.Parked, minutes: 1, since: 130, within: 20), Of("assets/car", State.Silent, minutes: 30, since: 28, within: 36_000)]);

        var run = await _cli.RunAsync("position", "nearest", "--place", "36,-5");

        AssertSays(run.Out, "parked for 2 h 10 min", "10.0 km to 10.0 km", "May be nearer than all of these:", "silent for 28 min", "0 to 46.0 km", "30 min");
    }

    [Fact]
    public async Task PositionWatch_MoveThenSilence_AreALineEach()
    {
        _gateway.Positions.AddRange([Of("assets/boat", State.Moving, minutes: 0, since: 5, within: 20), Of("assets/car", State.Silent, minutes: 30, since: 28, within: 36_000, ("NO_REPORT", "Nothing was heard."))]);

        var run = await _cli.RunAsync("position", "watch");

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("assets/boat (DE)  35.9000, -5.5000  moving", lines[0].TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("assets/car (DE)  35.9000, -5.5000  silent for 28 min, within 36.0 km. Nothing was heard.", lines[1].TrimEnd(), StringComparison.Ordinal);
    }

    private static Position Withheld(string subject) => new()
    {
        Name = "positions/" + subject,
        Nation = "DE",
        State = State.Withheld,
        StateReasons = { new Position.Types.StateReason { Code = "NOT_RELEASED", Text = "Ask a commander of DE." } },
        WithheldFields = { "report", "last_plausible" },
    };

    private static Position Of(string subject, State state, int minutes, int since, double within, params (string Code, string Text)[] reasons) => new()
    {
        Name = "positions/" + subject,
        Nation = "DE",
        Report = new() { Subject = subject, Location = new() { Latitude = 35.9, Longitude = -5.5 }, EventTime = Now.AddMinutes(-minutes).ToTimestamp() },
        ReceiptTime = Now.ToTimestamp(),
        State = state,
        StateSince = Now.AddMinutes(-since).ToTimestamp(),
        StateReasons = { reasons.Select(reason => new Position.Types.StateReason { Code = reason.Code, Text = reason.Text }) },
        UncertaintyMetres = within,
    };

    private static void AssertSays(string output, params string[] texts) => Assert.All(texts, text => Assert.Contains(text, output, StringComparison.Ordinal));
}
