using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using TaskForce.Bench;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ReconnectStorm;

/// <summary>The gateway goes and comes back; orders are given meanwhile; all devices return at once.</summary>
internal sealed class StormTrial(ServiceProcesses stack, BenchRoster roster, Fleet fleet)
{
    private const int MostMissions = 50;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Header =>
        "devices how   to door   ready   tries | back p50   p99   all  caught up  lost twice | gateway: memory, peak, in all | tasking                 | bystander before p50    p99 | in the storm p50    p99 failed";

    public async Task<string> MeasureAsync(string how)
    {
        var missions = await PlanAsync();
        await using var bystander = new Bystander(stack.Connect("dispatcher.ma"));
        var quiet = Stopwatch.GetTimestamp();
        await Task.Delay(Quiet, TimeProvider.System);
        var before = new Latencies(bystander.Since(quiet).Answered);

        await GoAsync(how, missions);
        var (started, lost) = (Stopwatch.GetTimestamp(), fleet.Tries);
        stack.Start("Gateway");
        await using var gateway = new Meter(stack.ProcessOf("Gateway"));
        await using var tasking = new Meter(stack.ProcessOf("Tasking"));
        await DoorOpensAsync();
        var open = Stopwatch.GetTimestamp();
        var ready = ReadyAsync();
        var ups = await Task.WhenAll(fleet.Devices.Select(device => device.Up)).WaitAsync(Patience, TimeProvider.System);
        var arrivals = await Task.WhenAll(missions.SelectMany(fleet.ArrivalsOf)).WaitAsync(Patience, TimeProvider.System);

        var storm = bystander.Since(open);
        var (back, during) = (new Latencies(ups.Select(up => Stopwatch.GetElapsedTime(open, up))), new Latencies(storm.Answered));
        var caughtUp = Math.Max(back.Longest, Stopwatch.GetElapsedTime(open, arrivals.Max()).TotalMilliseconds);
        var (missing, twice) = fleet.Check(missions);
        var readyIn = Stopwatch.GetElapsedTime(open, await ready);
        await RecallAsync(missions);
        return string.Create(CultureInfo.InvariantCulture, $"{fleet.Devices.Count,7} {how,-4} {Stopwatch.GetElapsedTime(started, open).TotalSeconds,7:0.0} s {readyIn.TotalSeconds,5:0.0} s {(double)(fleet.Tries - lost) / fleet.Devices.Count,7:0.00} |")
            + string.Create(CultureInfo.InvariantCulture, $" {back.At(0.5) / 1000,8:0.0} {back.At(0.99) / 1000,5:0.0} {back.Longest / 1000,5:0.0} {caughtUp / 1000,8:0.0} s {missing,5} {twice,5}")
            + $" | {gateway} | {tasking} | "
            + string.Create(CultureInfo.InvariantCulture, $"{before.At(0.5),20:0.0} {before.At(0.99),6:0} | {during.At(0.5),16:0.0} {during.At(0.99),6:0} {storm.Failed,6}");
    }

    private async Task<long> ReadyAsync()
    {
        await stack.ReadyAsync(CancellationToken.None);
        return Stopwatch.GetTimestamp();
    }

    private async Task DoorOpensAsync()
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(stack.Grpc.Host, stack.Grpc.Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    // Half of the orders are given just before, half while nobody can hear of them. Tasking is called itself: its door is still there.
    private async Task GoAsync(string how, Mission[] missions)
    {
        using var direct = await DirectAsync();
        var losses = fleet.Devices.ToDictionary(device => device, device => device.Losses);
        await Task.WhenAll(missions.Take(missions.Length / 2).Select(mission => DispatchAsync(direct, mission)));
        await (how == "TERM" ? stack.StopAsync("Gateway") : stack.KillAsync("Gateway"));
        await Task.WhenAll(missions.Skip(missions.Length / 2).Select(mission => DispatchAsync(direct, mission)));
        while (losses.Any(before => before.Key.Losses == before.Value))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task<Mission[]> PlanAsync()
    {
        var missions = new Mission[Math.Min(MostMissions, roster.Members.Count / Plans.TeamSize)];
        await Parallel.ForAsync(0, missions.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => missions[i] = await Plans.PlanAsync(roster, i));
        return missions;
    }

    private async Task RecallAsync(IEnumerable<Mission> missions) => await Parallel.ForEachAsync(
        missions, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (mission, _) => await Plans.RecallAsync(roster, mission));

    // The issuer is behind the gateway, so the token is fetched while it is there.
    private async Task<TaskForceConnection> DirectAsync()
    {
        var credentials = new ClientCredentials(new Uri(stack.Http, "demo"), "dispatcher.de");
        var connection = new TaskForceConnection(stack.DoorOf("Tasking"), new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation)));
        await connection.Missions.ListMissionsAsync(new() { PageSize = 1 });
        return connection;
    }

    private static async Task DispatchAsync(TaskForceConnection direct, Mission mission) => await direct.Missions.DispatchMissionAsync(new() { Name = mission.Name });
}
