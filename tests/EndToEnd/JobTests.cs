using System.Text.Json;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>The whole job through the gateway, as people do it.</summary>
public class JobTests(RunningTaskForce fixture)
{
    private LocalTaskForce TaskForce => fixture.TaskForce;

    [Fact]
    public async Task Demo_SeededScenario_ReachesEveryStep()
    {
        var demo = await TaskForce.CliAsync("demo", "--journey", "2s");

        Assert.True(demo.ExitCode == 0, demo.Output + demo.Errors);
        Assert.Contains("ok", demo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_ByCommandLine_GoesFromTheReportToTheCompletedMission()
    {
        var hotspot = await NameAsync("hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med");
        var proposals = await JsonAsync("team", "propose", hotspot);
        var leader = proposals.GetProperty("proposals")[0].GetProperty("members")[0].GetProperty("member").GetString()!;
        var mission = await NameAsync("mission", "create", hotspot, "--team", "1");
        await NameAsync("mission", "approve", mission, "--as", "commander.de");
        await NameAsync("mission", "approve", mission, "--as", "commander.ma");
        using var unit = TaskForce.StartCli("field", "run", "--as", leader, "--journey", "2s", "--once");
        using var watch = TaskForce.StartCli("mission", "watch", mission);

        await NameAsync("mission", "dispatch", mission);

        await unit.WaitForExitAsync(TestContext.Current.CancellationToken);
        await watch.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (unit.ExitCode, watch.ExitCode));
        var ended = await JsonAsync("mission", "get", mission);
        Assert.Equal("COMPLETED", ended.GetProperty("state").GetString());
    }

    [Fact]
    public async Task ApproveMission_ByTheSameCommanderTwice_LeavesTheOtherKey()
    {
        var hotspot = await NameAsync("hotspot", "report", "--kind", "border-incident", "--severity", "low", "--place", "ma-nador");
        var mission = await NameAsync("mission", "create", hotspot, "--team", "1");

        await NameAsync("mission", "approve", mission, "--as", "commander.de");
        await NameAsync("mission", "approve", mission, "--as", "commander.de");
        var dispatch = await TaskForce.CliAsync("mission", "dispatch", mission);

        Assert.Equal(1, dispatch.ExitCode);
        Assert.Contains("AWAITING_APPROVAL", dispatch.Errors, StringComparison.Ordinal);
        await NameAsync("mission", "recall", mission, "--reason", "Only a test.");
    }

    [Fact]
    public async Task FieldRun_MissionRecalledBeforeItConnects_ShowsTheRecallAndNoOrder()
    {
        var hotspot = await NameAsync("hotspot", "report", "--kind", "smuggling", "--severity", "low", "--place", "ma-tanger-med");
        var mission = await NameAsync("mission", "create", hotspot, "--team", "1");
        await NameAsync("mission", "approve", mission, "--as", "commander.de");
        var approved = await JsonAsync("mission", "approve", mission, "--as", "commander.ma");
        var member = approved.GetProperty("members")[2].GetProperty("member").GetString()!;
        await NameAsync("mission", "dispatch", mission);
        await NameAsync("mission", "recall", mission, "--reason", "False alarm.");

        var unit = await TaskForce.CliAsync("field", "run", "--as", member, "--once");

        Assert.True(unit.ExitCode == 0, unit.Output + unit.Errors);
        Assert.Contains("RECALL", unit.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" ORDER ", unit.Output, StringComparison.Ordinal);
        var orders = (await JsonAsync("mission", "get", mission)).GetProperty("orders").EnumerateArray().Where(order => order.GetProperty("recipient").GetString() == member).ToList();
        Assert.Equal(["STORED", "ACCEPTED"], orders.Select(order => order.GetProperty("rung").GetString()));
    }

    [Fact]
    public async Task NeedHelp_FromTheField_IsOpenAtTheOtherNationUntilItIsResolved()
    {
        var call = await TaskForce.CliAsync("field", "need-help", "Shots fired.", "--at", "ma-nador", "--as", "de-falke-03");
        Assert.True(call.ExitCode == 0, call.Output + call.Errors);

        var alert = (await JsonAsync("alert", "list", "--kind", "need-help", "--nation", "MA", "--as", "dispatcher.ma")).GetProperty("alerts")[0];
        var resolved = await JsonAsync("alert", "resolve", alert.GetProperty("name").GetString()!, "--resolution", "Backup has arrived.", "--as", "dispatcher.ma");

        Assert.Contains("Shots fired.", alert.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("RESOLVED", resolved.GetProperty("state").GetString());
    }

    private async Task<string> NameAsync(params string[] arguments) => (await JsonAsync(arguments)).GetProperty("name").GetString()!;

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await TaskForce.CliAsync([.. arguments, "--output", "json"]);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {output}{errors}");
        return JsonDocument.Parse(output).RootElement;
    }
}
