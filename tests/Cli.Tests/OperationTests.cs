using Grpc.Core;
using TaskForce.Cli.Tests.Gateway;

namespace TaskForce.Cli.Tests;

public sealed class OperationTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();
    private readonly Cli _cli;

    public OperationTests() => _cli = new(_gateway);

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _cli.RunAsync("operation", "create", "m1", "m2", "--title", "Ring [1]", "--in", "30m", "--clock-ms", "100");
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Create_MissionsAndH_AsksForThem()
    {
        var request = Requests<Tasking.V1.CreateOperationRequest>().Single();

        Assert.Equal(["missions/m1", "missions/m2"], request.Operation.Missions);
        Assert.Equal(TimeSpan.FromMilliseconds(100), request.Operation.MaxClockUncertainty.ToTimeSpan());
        Assert.Null(request.Operation.ReadinessValidity);
        var withoutH = await _cli.RunAsync("operation", "create", "m1", "m2", "--title", "Ring");
        Assert.Contains("Say when H is", withoutH.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_BeforeGo_SaysWhyNotYetAndHowWellEachClockIsKnown()
    {
        var run = await _cli.RunAsync("operation", "get", "o1");

        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "PLANNED  Ring [1]", "T-0:", "DE -, MA -", "not yet: Nothing is known of the team of Port [1].", "Falke [03]", "-3.20 s within 41 ms", "100 ms" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task List_Operations_CountsDownAndNamesTheFirstObstacle()
    {
        var run = await _cli.RunAsync("operation", "list");

        Assert.Contains("T-0:", run.Out, StringComparison.Ordinal);
        Assert.Contains("1:", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_WithNot_SaysWhyNot()
    {
        await _cli.RunAsync("operation", "ready", "o1", "--mission", "m1");
        await _cli.RunAsync("operation", "ready", "o1", "--mission", "m2", "--not", "Fog.");

        Assert.Equal(
            [(Tasking.V1.Operation.Types.Readiness.Ready, ""), (Tasking.V1.Operation.Types.Readiness.NotReady, "Fog.")],
            Requests<Tasking.V1.SetReadinessRequest>().Select(request => (request.Readiness, request.Reason)));
    }

    [Fact]
    public async Task Go_EachNation_ShowsWhoIsMissingThenGo()
    {
        var first = await _cli.RunAsync("operation", "go", "o1", "--as", "commander.de");
        var second = await _cli.RunAsync("operation", "go", "o1", "--as", "commander.ma");

        Assert.Contains("PLANNED", first.Out, StringComparison.Ordinal);
        Assert.Contains("DE GO, MA -", first.Out, StringComparison.Ordinal);
        Assert.Contains("GO  Ring [1]", second.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Go_WithObstacles_NamesEachOfThem()
    {
        _gateway.Refusals[typeof(Tasking.V1.GiveGoRequest)] = new RpcException(new Status(StatusCode.FailedPrecondition, "There can be no go yet: the clock of Atlas 02 is not known."));

        var run = await _cli.RunAsync("operation", "go", "o1", "--as", "commander.de");

        Assert.Equal(1, run.Code);
        Assert.Contains("the clock of Atlas 02 is not known", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-go", "HELD")]
    [InlineData("hold", "HELD")]
    [InlineData("abort", "ABORTED")]
    public async Task Stop_WithAReason_SaysIt(string verb, string state)
    {
        var run = await _cli.RunAsync("operation", verb, "o1", "--reason", "Fog [thick].", "--as", "commander.de");

        Assert.Contains(state, run.Out, StringComparison.Ordinal);
        Assert.Contains("Fog [thick].", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_UntilItIsOver_ShowsEachStep()
    {
        var run = await _cli.RunAsync("operation", "watch", "o1");

        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "planned: Ring [1], 2 missions", "Falke [03] has stored it", "GO: every nation has given its go", "ABORT" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Record_WrittenAndChanged_IsFoundOut()
    {
        var file = Path.Combine(_cli.Home, "record.json");
        var shown = await _cli.RunAsync("operation", "record", "o1", "--out", file);
        var unchanged = await _cli.RunAsync("operation", "record", "--verify", file);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("ma-atlas-02", "ma-atlas-03", StringComparison.Ordinal));

        var changed = await _cli.RunAsync("operation", "record", "--verify", file);

        Assert.Contains("The chain of 2 entries holds; the record is still open.", shown.Out, StringComparison.Ordinal);
        Assert.Equal(0, unchanged.Code);
        Assert.Equal(1, changed.Code);
        Assert.Contains("Entry 2 is not what was written", changed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Complete_ChangesOnlyWhatIsSaid()
    {
        await _cli.RunAsync("mission", "report", "complete", "m1", "--lessons", "Two vans.");

        var request = Requests<Tasking.V1.UpdateAfterActionReportRequest>().Single();
        Assert.Equal(("A van.", "Two vans.", 2), (request.AfterActionReport.Narrative, request.AfterActionReport.Lessons, request.AfterActionReport.Figures.Arrests));
    }

    [Fact]
    public async Task Report_Sign_SignsWhatWasReadUnlessItIsAnother()
    {
        var other = await _cli.RunAsync("mission", "report", "sign", "m1", "--digest", "ff", "--as", "commander.de");
        var signed = await _cli.RunAsync("mission", "report", "sign", "m1", "--digest", "aabb", "--as", "commander.de");

        Assert.Equal((1, 0), (other.Code, signed.Code));
        Assert.Equal("qrvM", Requests<Tasking.V1.SignAfterActionReportRequest>().Single().Digest.ToBase64());
        Assert.Contains("DE by commander.de", signed.Out, StringComparison.Ordinal);
        Assert.Contains("for MA", signed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_ShowAndExport_ShowsTheStepsAndWritesTheFile()
    {
        var file = Path.Combine(_cli.Home, "report.pdf");

        var shown = await _cli.RunAsync("mission", "report", "get", "m1");
        await _cli.RunAsync("mission", "report", "export", "m1", "--format", "pdf", "--out", file);

        Assert.Contains("order accepted", shown.Out, StringComparison.Ordinal);
        Assert.Contains("Falke [03]", shown.Out, StringComparison.Ordinal);
        Assert.Equal("%Pdf", await File.ReadAllTextAsync(file));
    }

    private IEnumerable<T> Requests<T>() => _gateway.Changes.Select(change => change.Request).OfType<T>();
}
