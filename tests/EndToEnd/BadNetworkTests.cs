using System.Diagnostics;
using System.Text.Json;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.EndToEnd;

/// <summary>A team whose members have a bad network: three packets in ten lost, far away, a thin line, black-outs, and another address now and then.</summary>
public sealed class BadNetworkTests : IDisposable
{
    private static readonly string[] Network =
    [
        "--loss", "30%", "--latency", "200ms", "--jitter", "100ms", "--bandwidth", "64kbit/s", "--blackout", "3s", "--blackout-every", "15s", "--address-change-every", "20s",
    ];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Mission_OverABadNetwork_EveryOrderAndReportArrivesOnce()
    {
        await using var running = await LocalTaskForce.StartAsync(_data.FullName);
        await ArrivesOnceAsync(running, arguments => running.StartCli([.. arguments, .. Network]), _ => Task.CompletedTask);
    }

    /// <summary>The same with packets that the kernel's firewall drops: TCP itself has to make good for it. The delay is still a relay's.</summary>
    [Fact]
    public async Task Mission_PacketsAreReallyLost_EveryOrderAndReportArrivesOnce()
    {
        Assert.SkipWhen(LossyNetwork.Obstacle is not null, LossyNetwork.Obstacle ?? "");
        await using var running = await LocalTaskForce.StartAsync(_data.FullName);
        await using var network = LossyNetwork.Open(lossPercent: 30);
        var (grpc, http) = (network.DoorTo(running.Grpc), network.DoorTo(running.Http));

        await ArrivesOnceAsync(running, arguments => running.StartCli(network, grpc, http, [.. arguments, "--latency", "200ms", "--jitter", "100ms"]), async cancellation =>
        {
            await network.BlackOutAsync(TimeSpan.FromSeconds(5), cancellation);
            network.ChangeAddress();
        });

        Assert.True(network.Dropped > 20, $"Only {network.Dropped} packets were lost.");
    }

    private static async Task ArrivesOnceAsync(LocalTaskForce running, Func<string[], Process> startFleet, Func<CancellationToken, Task> disturb)
    {
        using var desk = running.Connect("dispatcher.de");
        var name = await DispatchAsync(running);
        var members = (await desk.Missions.GetMissionAsync(new() { Name = name }, cancellationToken: Cancellation)).Members.Select(member => member.Member).ToList();

        using var fleet = startFleet(["simulate", .. members.SelectMany(member => new[] { "--member", member }), "--interval", "3s", "--journey", "5s", "--on-scene", "1h"]);
        await UntilAsync(desk, name, mission => mission.Orders.Any(order => order.Rung >= Rung.Stored));
        await disturb(Cancellation);
        // Nobody goes on to the end: a leader who is through would end the mission for those who are still on their way.
        var mission = await UntilAsync(desk, name, mission => mission.Orders.All(order => order.Rung == Rung.Accepted && order.Stage == Stage.OnScene));
        var german = mission.Members.Where(member => member.Nation == "DE").Select(member => member.Member).ToList();
        await Task.WhenAll(german.Select(member => UntilAsync(() => TrackOfAsync(desk, member), track => track.Count >= 3)));
        fleet.Kill();

        Assert.Equal(members.Count, mission.Orders.Count);
        Assert.All(mission.Orders, order => Assert.Equal(
            [Rung.Stored, Rung.Displayed, Rung.Read, Rung.Accepted], order.Acknowledgements.Where(step => step.Rung >= Rung.Stored).Select(step => step.Rung).Order()));
        foreach (var member in german)
        {
            Assert.Distinct((await TrackOfAsync(desk, member)).Select(point => point.Report.EventTime));
        }
    }

    private static async Task<IReadOnlyList<Position>> TrackOfAsync(TaskForceConnection desk, string member) =>
        (await desk.Positions.ListTrackPointsAsync(new() { Parent = $"positions/{member}", PageSize = 1000 }, cancellationToken: Cancellation)).TrackPoints;

    private static Task<Mission> UntilAsync(TaskForceConnection desk, string name, Func<Mission, bool> isSo) =>
        UntilAsync(() => desk.Missions.GetMissionAsync(new() { Name = name }, cancellationToken: Cancellation).ResponseAsync, isSo);

    private static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isSo)
    {
        // Only a broken test waits so long.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10), TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Cancellation);
        while (true)
        {
            var answer = await ask();
            if (isSo(answer))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, either.Token);
        }
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
