using System.Collections.Concurrent;
using TaskForce.Cli.Tests.Gateway;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Cli.Tests.Field;

/// <summary>A member at a terminal.</summary>
public sealed class FieldWorkTests : IAsyncLifetime
{
    private const string Member = "members/de-falke-03";

    private readonly FakeGateway _gateway = new();
    private readonly Keyboard _keyboard = new();
    private readonly Cli _cli;

    public FieldWorkTests() => _cli = new(_gateway) { Input = _keyboard };

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _cli.RunAsync("hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med");
        await _cli.RunAsync("mission", "create", "h1", "--team", "1");
        await _cli.RunAsync("mission", "dispatch", "m1");
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        _keyboard.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task FieldWork_OrderIsCarriedOut_TheCentreHasEachStep()
    {
        var run = _cli.RunAsync("field", "work", "--as", "de-falke-03");
        await UntilAsync(order => order.Rung == Rung.Displayed);

        _keyboard.Type("show", "accept", "en-route", "at ma-tanger-med", "on-scene", "clear 1 All done", "list");
        await UntilAsync(order => order.Stage == Stage.Clear && Requests<Geolocation.V1.ReportPositionsRequest>().Any());
        _keyboard.Type("quit");
        var (code, said, _) = await run;

        Assert.Equal(0, code);
        // Where it takes long, it is kept first and has arrived later.
        foreach (var part in new[] { "ORDER", "accept 1, or decline 1 REASON", "Accepted: (the centre has it|kept on this device)", "Position: (the centre has it|kept on this device)", "accepted, clear" })
        {
            Assert.Matches(part, said);
        }

        Assert.Equal((Rung.Accepted, Stage.Clear), (Order().Rung, Order().Stage));
        Assert.Equal([Rung.Stored, Rung.Displayed, Rung.Read, Rung.Accepted], Requests<Tasking.V1.AcknowledgeOrderRequest>().Select(request => request.Rung));
        Assert.Equal(["", "", "All done"], Requests<Tasking.V1.ReportProgressRequest>().Select(request => request.Note));
    }

    [Fact]
    public async Task FieldWork_MistypedOrIncomplete_SaysWhatIsMissingAndNothingIsSent()
    {
        var run = _cli.RunAsync("field", "work", "--as", "de-falke-03");
        await UntilAsync(order => order.Rung == Rung.Displayed);

        _keyboard.Type("accept 7", "decline", "fly", "at", "at nowhere-at-all", "?", "decline 1 No boat");
        await UntilAsync(order => order.Rung == Rung.Declined);
        _keyboard.Type("quit");
        var said = (await run).Out;

        foreach (var part in new[] { "Which order?", "Say why: decline N REASON.", "'fly' is not known", "Say where", "nowhere-at-all", "need-help TEXT", "Declined: " })
        {
            Assert.Contains(part, said, StringComparison.Ordinal);
        }

        Assert.Equal("No boat", Requests<Tasking.V1.AcknowledgeOrderRequest>().Single(request => request.Rung > Rung.Read).Reason);
    }

    [Fact]
    public async Task FieldWork_NoNetwork_SaysThatTheCentreDoesNotHaveItAndKeepsIt()
    {
        _cli.Environment["TASKFORCE_GATEWAY"] = "http://127.0.0.1:1";
        _keyboard.Type("need-help Shots", "quit");

        var said = (await _cli.RunAsync("field", "work", "--as", "de-falke-03")).Out;

        Assert.Contains("CALL FOR HELP: kept on this device, NOT AT THE CENTRE YET. 1 report waits.", said, StringComparison.Ordinal);
        Assert.Contains("1 report waits here until the next start.", said, StringComparison.Ordinal);
        _cli.Environment.Remove("TASKFORCE_GATEWAY");
        var again = _cli.RunAsync("field", "work", "--as", "de-falke-03");
        await UntilAsync(_ => Requests<Tasking.V1.NeedHelpRequest>().Any());
        _keyboard.Type("quit");
        await again;
        Assert.Equal("Shots", Requests<Tasking.V1.NeedHelpRequest>().First().Text);
    }

    private Tasking.V1.Order Order() => _gateway.Board.Missions.Single().Orders.Single(order => order.Recipient == Member);

    private IEnumerable<T> Requests<T>() => _gateway.Changes.Select(change => change.Request).OfType<T>();

    private async Task UntilAsync(Func<Tasking.V1.Order, bool> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!isSo(Order()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
        }
    }

    private sealed class Keyboard : TextReader
    {
        private readonly BlockingCollection<string> _lines = [];

        public void Type(params IEnumerable<string> lines)
        {
            foreach (var line in lines)
            {
                _lines.Add(line);
            }
        }

        public override string? ReadLine() => _lines.Take();

        protected override void Dispose(bool disposing)
        {
            _lines.Dispose();
            base.Dispose(disposing);
        }
    }
}
