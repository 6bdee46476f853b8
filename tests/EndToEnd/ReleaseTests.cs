using System.Text.Json;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>A nation takes back what it has released of its people, while another nation's centre looks at a mission of both.</summary>
public sealed class ReleaseTests : IDisposable
{
    private const string Rule = "releaseRules/de-forming-with-ma";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Rule_Withdrawn_IsGoneFromTheMissionTheOpenStreamsAndTheReport()
    {
        await using var running = await LocalTaskForce.StartAsync(_data.FullName);
        using var desk = running.Connect("dispatcher.ma");
        using var own = running.Connect("dispatcher.de");
        var name = await DispatchAsync(running);
        using var missions = desk.Missions.WatchMissions(new(), cancellationToken: Cancellation);
        using var all = desk.Desk.WatchDesk(new(), cancellationToken: Cancellation);
        var before = (await NextAsync(missions, change => change.Type == MissionEvent.Types.Type.Dispatched)).Mission;
        await NextAsync(all, change => change.Mission?.Type == MissionEvent.Types.Type.Dispatched);
        var names = before.Members.Where(member => member.Nation == "DE").SelectMany(member => new[] { member.CallSign, member.Member }).ToList();

        await own.ReleaseRules.WithdrawReleaseRuleAsync(new() { Name = Rule }, cancellationToken: Cancellation);
        await UntilHiddenAsync(desk, name);
        await own.Missions.RecallMissionAsync(new() { Name = name, Reason = "Enough." }, cancellationToken: Cancellation);
        var next = (await NextAsync(missions, change => change.Type == MissionEvent.Types.Type.Recalled)).Mission;
        var nextOfDesk = (await NextAsync(all, change => change.Mission?.Type == MissionEvent.Types.Type.Recalled)).Mission.Mission;
        var report = await desk.AfterActionReports.GetAfterActionReportAsync(new() { Name = $"{name}/afterActionReport" }, cancellationToken: Cancellation);

        Assert.All(names, each => Assert.NotEmpty(each));
        Assert.All([next.ToString(), nextOfDesk.ToString(), report.ToString()], seen => Assert.All(names, each => Assert.DoesNotContain(each, seen, StringComparison.Ordinal)));
        Assert.All(next.Members.Where(member => member.Nation == "DE"), member => Assert.Contains("call_sign", member.WithheldFields));
        Assert.All(next.Orders.Where(order => order.Nation == "DE"), order => Assert.Contains("call_sign", order.WithheldFields));
        Assert.All(report.Participants.Where(part => part.Nation == "DE"), part => Assert.Equal(["member", "call_sign"], part.WithheldFields));
        Assert.All(report.Participants.Where(part => part.Nation == "MA"), part => Assert.NotEmpty(part.CallSign));
        var kept = await own.AfterActionReports.GetAfterActionReportAsync(new() { Name = report.Name }, cancellationToken: Cancellation);
        Assert.All(kept.Participants.Where(part => part.Nation == "DE"), part => Assert.Contains(part.CallSign, names));
        Assert.Equal(report.Digest, kept.Digest);
    }

    // What the roster has answered reaches tasking a moment later.
    private static async Task UntilHiddenAsync(TaskForceConnection desk, string mission)
    {
        while ((await desk.Missions.GetMissionAsync(new() { Name = mission }, cancellationToken: Cancellation)).Members.Any(member => member.Nation == "DE" && member.CallSign.Length > 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    private static async Task<T> NextAsync<T>(AsyncServerStreamingCall<T> stream, Func<T, bool> isSo)
    {
        while (await stream.ResponseStream.MoveNext(Cancellation))
        {
            if (isSo(stream.ResponseStream.Current))
            {
                return stream.ResponseStream.Current;
            }
        }

        throw new EndOfStreamException();
    }

    private static async Task<string> DispatchAsync(LocalTaskForce running)
    {
        var hotspot = await NameAsync(running, "hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med");
        var mission = await NameAsync(running, "mission", "create", hotspot, "--team", "1");
        await NameAsync(running, "mission", "approve", mission, "--as", "commander.de");
        await NameAsync(running, "mission", "approve", mission, "--as", "commander.ma");
        return await NameAsync(running, "mission", "dispatch", mission);
    }

    private static async Task<string> NameAsync(LocalTaskForce running, params string[] arguments)
    {
        var (exitCode, output, errors) = await running.CliAsync([.. arguments, "--output", "json"]);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {output}{errors}");
        return JsonDocument.Parse(output).RootElement.GetProperty("name").GetString()!;
    }
}
