using TaskForce.Cli.Tests.Gateway;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Cli.Tests.Field;

public sealed class FieldRunTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();
    private readonly Cli _cli;

    public FieldRunTests() => _cli = new(_gateway);

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
        await _gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("de-falke-03")]
    [InlineData("members/de-falke-03")]
    [InlineData("field:de-falke-03")]
    public async Task FieldRun_Member_ShowsTheOrderTravelsArrivesAndIsClear(string who)
    {
        var run = await _cli.RunAsync("field", "run", "--as", who, "--journey", "1s", "--on-scene", "0s", "--once");

        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "ORDER", "Human trafficking, Tanger Med Port", "Sample mandate", "Accepted.", "En route", "the command centre has seen it", "Clear." })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }

        var order = Order("members/de-falke-03");
        Assert.Equal((Rung.Accepted, Stage.Clear), (order.Rung, order.Stage));
        Assert.Equal([Rung.Stored, Rung.Displayed, Rung.Read, Rung.Accepted],
            Requests<Tasking.V1.AcknowledgeOrderRequest>().Select(request => request.Rung).Distinct());
    }

    [Fact]
    public async Task FieldRun_AcrossATerritorysLine_ShowsThePowersThatApplyNow()
    {
        _gateway.Board.Change("missions/m1", Tasking.V1.MissionEvent.Types.Type.TerritoryEntered, "service:tasking", mission =>
            mission.Orders.First(order => order.Recipient == "members/de-falke-03").Territory = new() { Powers = "No powers here: no mandate applies.", EnterTime = new() { Seconds = 1 } });

        var run = await _cli.RunAsync("field", "run", "--as", "de-falke-03", "--journey", "1s", "--on-scene", "0s", "--once");

        Assert.Contains("NO POWERS HERE", run.Out, StringComparison.Ordinal);
        Assert.Contains("no mandate applies", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldRun_OnItsWay_ReportsSimulatedPositionsFromItsBaseToThePlace()
    {
        await _cli.RunAsync("field", "run", "--as", "de-falke-03", "--journey", "1s", "--on-scene", "0s", "--once");

        var reports = Requests<Geolocation.V1.ReportPositionsRequest>().SelectMany(request => request.Reports).ToList();
        Assert.True(reports.Count > 3);
        Assert.All(reports, report => Assert.Equal(Geolocation.V1.PositionReport.Types.Source.Simulated, report.Source));
        Assert.Equal((50.0379, 35.89), (reports[0].Location.Latitude, reports[^1].Location.Latitude));
        Assert.Equal(reports.Select(report => report.Location.Latitude).OrderDescending(), reports.Select(report => report.Location.Latitude));
    }

    [Fact]
    public async Task FieldRun_From_BeginsThere()
    {
        await _cli.RunAsync("field", "run", "--as", "de-falke-03", "--journey", "0s", "--on-scene", "0s", "--once", "--from", "ma-fes");

        Assert.Equal(34.0331, Requests<Geolocation.V1.ReportPositionsRequest>().First().Reports[0].Location.Latitude);
    }

    [Fact]
    public async Task FieldRun_Leader_CompletesTheMission()
    {
        var run = await _cli.RunAsync("field", "run", "--as", "de-adler-01", "--journey", "0s", "--on-scene", "0s", "--once");

        Assert.Equal(0, run.Code);
        Assert.Equal(Tasking.V1.Mission.Types.State.Completed, _gateway.Board.Missions[0].State);
    }

    [Fact]
    public async Task FieldRun_Decline_SaysWhyAndGoesNowhere()
    {
        var run = await _cli.RunAsync("field", "run", "--as", "de-falke-03", "--decline", "Vehicle broken.", "--once");

        Assert.Equal(0, run.Code);
        Assert.Equal(Rung.Declined, Order("members/de-falke-03").Rung);
        Assert.Equal("Vehicle broken.", Order("members/de-falke-03").Acknowledgements[^1].Reason);
        Assert.Empty(Requests<Tasking.V1.ReportProgressRequest>());
    }

    [Fact]
    public async Task FieldRun_Recalled_StopsOnItsWay()
    {
        var running = _cli.RunAsync("field", "run", "--as", "de-falke-03", "--journey", "1h", "--once");
        await UntilAsync(mission => mission.Orders.Single(order => order.Recipient == "members/de-falke-03").Stage == Stage.EnRoute);

        await _cli.RunAsync("mission", "recall", "m1", "--reason", "False alarm.");
        var run = await running;

        Assert.Equal(0, run.Code);
        Assert.Contains("RECALL", run.Out, StringComparison.Ordinal);
        Assert.Contains("False alarm.", run.Out, StringComparison.Ordinal);
        Assert.Equal(Rung.Accepted, _gateway.Board.Missions[0].Orders.Single(order => order.Name.EndsWith("de-falke-03-recall", StringComparison.Ordinal)).Rung);
    }

    [Fact]
    public async Task FieldRun_StartedAgainOnItsWay_GoesOnWithoutShowingTheOrderAgain()
    {
        using var interrupt = new CancellationTokenSource();
        var running = _cli.RunAsync(interrupt.Token, "field", "run", "--as", "de-falke-03", "--journey", "1h");
        await UntilAsync(mission => mission.Orders.Single(order => order.Recipient == "members/de-falke-03").Stage == Stage.EnRoute);
        await interrupt.CancelAsync();
        Assert.Equal(0, (await running).Code);

        var run = await _cli.RunAsync("field", "run", "--as", "de-falke-03", "--journey", "0s", "--on-scene", "0s", "--once");

        Assert.Contains("Going on with Human trafficking", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("ORDER", run.Out, StringComparison.Ordinal);
        Assert.Equal(Stage.Clear, Order("members/de-falke-03").Stage);
    }

    [Theory]
    [InlineData(Tasking.V1.HHourOrder.Types.Instruction.Wait, "HOLD UNTIL H  Ring")]
    [InlineData(Tasking.V1.HHourOrder.Types.Instruction.Go, "GO  Ring")]
    [InlineData(Tasking.V1.HHourOrder.Types.Instruction.Hold, "HOLD  Ring: Fog. Do not release.")]
    [InlineData(Tasking.V1.HHourOrder.Types.Instruction.Abort, "ABORT  Ring: Fog. Never release.")]
    public async Task FieldRun_CommonStart_ShowsTheInstructionAndAcknowledgesIt(Tasking.V1.HHourOrder.Types.Instruction instruction, string shown)
    {
        _gateway.HHour = new()
        {
            Operation = "operations/ring",
            Title = "Ring",
            Revision = 3,
            Instruction = instruction,
            Reason = "Fog.",
            HHour = new() { Seconds = 4_000_000_000 },
            MaxClockUncertainty = new() { Seconds = 1 },
        };

        using var interrupt = new CancellationTokenSource();
        var running = _cli.RunAsync(interrupt.Token, "field", "run", "--as", "de-falke-03", "--journey", "1h");
        await UntilAcknowledgedAsync();
        await interrupt.CancelAsync();

        Assert.Contains(shown, (await running).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldRun_UnknownMember_IsRefused()
    {
        var run = await _cli.RunAsync("field", "run", "--as", "xx-nobody");

        Assert.Equal(1, run.Code);
        Assert.Contains("members/xx-nobody does not exist.", run.Errors, StringComparison.Ordinal);
    }

    private Tasking.V1.Order Order(string recipient) => _gateway.Board.Missions[0].Orders.Single(order => order.Recipient == recipient && order.Kind == Kind.Deploy);

    private IEnumerable<T> Requests<T>() => _gateway.Changes.Select(change => change.Request).OfType<T>();

    private async Task UntilAcknowledgedAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        await _gateway.Acknowledged.Task.WaitAsync(late.Token);
    }

    private async Task UntilAsync(Func<Tasking.V1.Mission, bool> reached)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        await foreach (var change in _gateway.Board.ReadAsync(0, late.Token))
        {
            if (change.Mission.Orders.Count > 0 && reached(change.Mission))
            {
                return;
            }
        }
    }
}
