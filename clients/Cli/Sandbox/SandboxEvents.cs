using Grpc.Core;
using TaskForce.Cli.Scenario;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Hotspot.Types;

namespace TaskForce.Cli.Sandbox;

/// <summary>What centres report in a sandbox: hotspots come, get worse, and are closed, one thing at a time, over and over.</summary>
internal sealed class SandboxEvents(Func<string, TaskForceConnection> connect, TimeSpan every, Action<string> say, TimeProvider clock)
{
    private const int MostOpen = 4;

    private readonly Dictionary<string, TaskForceConnection> _centres = [];
    private readonly Queue<Hotspot> _open = [];

    public async Task RunAsync(CancellationToken end)
    {
        for (var turn = 0; ; turn++)
        {
            await Task.Delay(every, clock, end);
            try
            {
                say(await HappenAsync(turn, end));
            }
            catch (RpcException fault) when (!end.IsCancellationRequested)
            {
                say($"Nothing happened at a hotspot this time: {TaskForceException.From(fault).Message}");
            }
        }
    }

    private Task<string> HappenAsync(int turn, CancellationToken end) => _open.Count switch
    {
        >= MostOpen => CloseAsync(end),
        > 0 when turn % 2 == 1 => WorsenAsync(end),
        _ => ReportAsync(turn, end),
    };

    private async Task<string> ReportAsync(int turn, CancellationToken end)
    {
        var threats = DemoThreats.All.ToList();
        var threat = threats[turn % threats.Count].Hotspot.Clone();
        threat.Source = "Sandbox";
        var made = await CentreOf(threat).Hotspots.CreateHotspotAsync(new() { Hotspot = threat, RequestId = Guid.NewGuid().ToString() }, cancellationToken: end);
        _open.Enqueue(made);
        return $"{made.Name} reported at {Texts.Place(made.Place)}";
    }

    private async Task<string> WorsenAsync(CancellationToken end)
    {
        var hotspot = _open.Last();
        var worse = hotspot.Severity < Severity.Critical ? hotspot.Severity + 1 : Severity.Medium;
        await CentreOf(hotspot).Hotspots.UpdateHotspotAsync(
            new() { Hotspot = new() { Name = hotspot.Name, Severity = hotspot.Severity = worse }, UpdateMask = new() { Paths = { "severity" } }, RequestId = Guid.NewGuid().ToString() }, cancellationToken: end);
        return $"{hotspot.Name} is {EnumText.Words(worse)} now";
    }

    private async Task<string> CloseAsync(CancellationToken end)
    {
        var hotspot = _open.Dequeue();
        await CentreOf(hotspot).Hotspots.CloseHotspotAsync(new() { Name = hotspot.Name, RequestId = Guid.NewGuid().ToString() }, cancellationToken: end);
        return $"{hotspot.Name} closed";
    }

    private TaskForceConnection CentreOf(Hotspot hotspot)
    {
        var nation = hotspot.HostNation.ToLowerInvariant();
        return _centres.TryGetValue(nation, out var known) ? known : _centres[nation] = connect(nation);
    }
}
