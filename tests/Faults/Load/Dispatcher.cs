using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Faults.Load;

/// <summary>
/// Plans, gets the keys, sends, and calls off, again and again. Several want the same teams, and some give up after they have reserved one, so
/// that its lease ends by itself.
/// </summary>
internal sealed class Dispatcher(ITaskForce stack, Recorder recorder, IReadOnlyList<TeamProposal> teams, string hotspot, int number) : IDisposable
{
    private readonly TaskForceConnection _desk = stack.Connect(number % 2 == 0 ? "dispatcher.de" : "dispatcher.ma");
    private readonly TaskForceConnection[] _keys = [stack.Connect("commander.de"), stack.Connect("commander.ma")];
    private readonly Random _dice = new(number);

    // The missions of an earlier run may be in the store.
    private readonly string _shift = Guid.NewGuid().ToString()[..8];

    /// <summary>How many missions were sent.</summary>
    public int Sent { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            // What was begun is finished, however long the services are away, so that the end is quiet.
            await RunOnceAsync($"Mission {i} of dispatcher {number} ({_shift})", CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _desk.Dispose();
        Array.ForEach(_keys, key => key.Dispose());
    }

    private async Task RunOnceAsync(string title, CancellationToken cancellation)
    {
        var mission = await recorder.AskAsync(_desk.Missions.CreateMissionAsync,
            new CreateMissionRequest { Mission = new() { Hotspot = hotspot, Title = title }, RequestId = NewId() }, cancellation);
        if (mission is not null && await HasTeamAsync(mission.Name, cancellation) && _dice.Next(8) > 0)
        {
            foreach (var key in _keys)
            {
                await recorder.AskAsync(key.Missions.ApproveMissionAsync,
                    new ApproveMissionRequest { Name = mission.Name, OverrideReason = "Nobody else is there.", RequestId = NewId() }, cancellation);
            }

            await SendAsync(mission.Name, cancellation);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(_dice.Next(300)), TimeProvider.System, cancellation);
    }

    private async Task<bool> HasTeamAsync(string mission, CancellationToken cancellation)
    {
        var team = teams[_dice.Next(teams.Count)];
        return await recorder.AskAsync(_desk.Missions.AssignTeamAsync, new AssignTeamRequest
        {
            Name = mission,
            Members = { team.Members.Select(member => new TeamMember { Member = member.Member, Role = member.Role }) },
            Assets = { team.Assets.Select(asset => new TeamAsset { Asset = asset.Asset }) },
            RequestId = NewId(),
        }, cancellation) is not null;
    }

    private async Task SendAsync(string mission, CancellationToken cancellation)
    {
        if (await recorder.AskAsync(_desk.Missions.DispatchMissionAsync, new DispatchMissionRequest { Name = mission, RequestId = NewId() }, cancellation) is null)
        {
            return;
        }

        Sent++;
        await recorder.AskAsync(_desk.Missions.GetMissionAsync, new GetMissionRequest { Name = mission }, cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(_dice.Next(200, 2000)), TimeProvider.System, cancellation);
        await recorder.AskAsync(_desk.Missions.RecallMissionAsync, new RecallMissionRequest { Name = mission, Reason = "Long enough.", RequestId = NewId() }, cancellation);
    }

    private static string NewId() => Guid.NewGuid().ToString();
}
