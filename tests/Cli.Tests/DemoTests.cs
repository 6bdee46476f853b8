using Grpc.Core;
using TaskForce.Cli.Tests.Gateway;

namespace TaskForce.Cli.Tests;

public sealed class DemoTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Demo_Twice_PlaysTheWholeJobEachTime()
    {
        using var cli = new Cli(_gateway);

        var first = await cli.RunAsync("demo", "--journey", "1s");
        var second = await cli.RunAsync("demo", "--journey", "1s");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("The whole job", first.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", first.Out + second.Out, StringComparison.Ordinal);
        Assert.All(_gateway.Board.Missions, mission => Assert.Equal(Tasking.V1.Mission.Types.State.Completed, mission.State));
        Assert.All(_gateway.Hotspots.Values, hotspot => Assert.Equal(Tasking.V1.Hotspot.Types.State.Closed, hotspot.State));
    }

    [Fact]
    public async Task Demo_OnATerminal_DrawsTheStepsAndEachRecipientsLadder()
    {
        using var cli = new Cli(_gateway) { IsTerminal = true };

        var run = await cli.RunAsync("demo", "--journey", "0s");

        Assert.Equal((0, ""), (run.Code, run.Errors));
        var last = run.Out[run.Out.LastIndexOf("dispatcher.de reports", StringComparison.Ordinal)..];
        Assert.DoesNotContain("…", last, StringComparison.Ordinal);
        Assert.Contains("ACCEPTED", last, StringComparison.Ordinal);
        Assert.Equal(4, last.Split('\n').Count(line => line.Contains('●', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Demo_EachPart_IsPlayedByWhoeverPlaysItInEarnest()
    {
        using var cli = new Cli(_gateway);

        Assert.Equal(0, (await cli.RunAsync("demo", "--journey", "0s")).Code);

        Assert.Equal(["commander.de", "commander.ma"], By<Tasking.V1.ApproveMissionRequest>());
        Assert.Equal(["dispatcher.de"], By<Tasking.V1.DispatchMissionRequest>());
        Assert.Equal(["field:de-adler-01"], By<Tasking.V1.CompleteMissionRequest>());
        Assert.Equal(["field:de-adler-01", "field:de-falke-03", "field:ma-atlas-02", "field:ma-rif-04"], By<Tasking.V1.AcknowledgeOrderRequest>());
    }

    [Fact]
    public async Task Demo_StepRefused_SaysWhichAndLeavesNothingBehind()
    {
        using var cli = new Cli(_gateway, width: 300);
        _gateway.Refusals[typeof(Tasking.V1.DispatchMissionRequest)] = new RpcException(new Status(StatusCode.FailedPrecondition, "The lease has ended."));

        var run = await cli.RunAsync("demo");

        Assert.Equal(1, run.Code);
        Assert.Contains("The step 'dispatcher.de dispatches' was refused: The lease has ended.", run.Errors, StringComparison.Ordinal);
        Assert.Equal(Tasking.V1.Mission.Types.State.Recalled, Assert.Single(_gateway.Board.Missions).State);
        Assert.Equal(Tasking.V1.Hotspot.Types.State.Closed, Assert.Single(_gateway.Hotspots.Values).State);
    }

    [Fact]
    public async Task Demo_StepNotReached_SaysWhichAndWithinWhat()
    {
        using var cli = new Cli(_gateway, width: 300);
        _gateway.Refusals[typeof(Tasking.V1.AcknowledgeOrderRequest)] = new RpcException(new Status(StatusCode.Unavailable, "No."));

        var run = await cli.RunAsync("demo", "--bound", "2s");

        Assert.Equal(1, run.Code);
        Assert.Contains("The step 'Every device has its order stored' was not reached within 2 s.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_NoTeam_SaysWhatIsMissing()
    {
        using var cli = new Cli(_gateway, width: 300);
        _gateway.Proposals = new() { Shortfalls = { new Roster.V1.Shortfall { Requirement = "nation:MA", Message = "Two of MA are needed, one is free." } } };

        var run = await cli.RunAsync("demo");

        Assert.Equal(1, run.Code);
        Assert.Contains("Two of MA are needed, one is free.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_NothingAnswers_SaysHowToStart()
    {
        using var cli = new Cli(_gateway, width: 300) { Environment = { ["TASKFORCE_GATEWAY"] = "http://127.0.0.1:9" } };

        var run = await cli.RunAsync("demo");

        Assert.Equal((3, "The gateway at http://127.0.0.1:9/ does not answer. Start everything with make run."), (run.Code, run.Errors.Trim()));
    }

    private IEnumerable<string> By<T>() => _gateway.Changes.Where(change => change.Request is T).Select(change => change.Profile).Distinct().Order();
}
