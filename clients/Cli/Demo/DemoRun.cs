using Grpc.Core;
using Spectre.Console;
using TaskForce.Cli.Missions;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Teams;
using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Cli.Demo;

/// <summary>Plays the whole job through the gateway, each part as whoever plays it in earnest.</summary>
/// <param name="journey">How long the simulated way takes.</param>
/// <param name="bound">How long any step may take.</param>
internal sealed class DemoRun(Session session, DemoBoard board, TimeSpan journey, TimeSpan bound)
{
    private const string Dispatcher = "dispatcher.de";
    private const string Scene = "ma-tanger-med";

    private readonly TaskForceConnection _desk = session.ConnectAs(Dispatcher);
    private readonly MissionFollower _follower = new(board.Follow);

    /// <exception cref="RefusedException">A step was not reached; the message says which and why.</exception>
    public async Task RunAsync()
    {
        var place = Gazetteer.BuiltIn.Find(Scene);
        var hotspot = await StepAsync($"{Dispatcher} reports human trafficking at {place.NameEn}", c => ReportAsync(place, c), it => it.Name);
        string? mission = null;
        try
        {
            var team = await StepAsync("The roster proposes the best team", c => ProposeAsync(hotspot.Name, c), Describe);
            var planned = await StepAsync($"{Dispatcher} plans a mission", c => CreateAsync(hotspot.Name, c), it => mission = it.Name);
            await SendAsync(planned, team);
            await StepAsync("The hotspot is closed", async c => await _desk.Hotspots.CloseHotspotAsync(new() { Name = hotspot.Name }, cancellationToken: c), it => EnumText.Words(it.State));
        }
        catch
        {
            await CleanUpAsync(hotspot.Name, mission);
            throw;
        }
    }

    private async Task SendAsync(Mission planned, TeamProposal team)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
        await using var units = new DemoUnits(session, journey, board.Tell);
        var following = _follower.RunAsync(_desk, planned.Name, stop.Token);
        try
        {
            var mission = await StepAsync("The team is reserved", c => AssignAsync(planned.Name, team, c), MissionView.Keys);
            await StepAsync("Every member's unit comes on duty", c => StartAsync(units, mission, c), it => $"{it.Members.Count} units");
            foreach (var nation in mission.Approvals.Select(key => key.Nation))
            {
                await StepAsync($"commander.{nation.ToLowerInvariant()} turns the key of {nation}", c => ApproveAsync(planned.Name, nation, c), MissionView.Keys);
            }

            await StepAsync($"{Dispatcher} dispatches", c => DispatchAsync(planned.Name, c), it => $"{it.Orders.Count} orders on disk");
            await ReachAsync("Every device has its order stored", order => order.Rung >= Rung.Stored);
            await ReachAsync("Everyone accepts", order => order.Rung == Rung.Accepted);
            await ReachAsync("Everyone is en route", order => order.Stage >= Stage.EnRoute);
            await ReachAsync("Everyone arrives, seen by position", order => order.Stage >= Stage.OnScene);
            units.EveryoneIsThere();
            await StepAsync("The leader completes the mission", c => _follower.UntilAsync(it => it.State == Mission.Types.State.Completed, c), it => MissionView.Report(it.Report));
        }
        finally
        {
            await stop.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<Mission> ReachAsync(string title, Func<Order, bool> reached) => StepAsync(title,
        cancellation => _follower.UntilAsync(mission => mission.Orders.Count > 0 && mission.Orders.All(reached), cancellation),
        mission => Texts.List(mission.Orders.Select(order => order.CallSign)));

    private async Task<T> StepAsync<T>(string title, Func<CancellationToken, Task<T>> act, Func<T, string> describe)
    {
        board.Begin(title);
        using var late = new CancellationTokenSource(bound, session.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, session.Cancellation);
        try
        {
            var result = await act(either.Token);
            board.End(true, describe(result));
            return result;
        }
        catch (Exception fault) when (fault is RpcException or TaskForceException or OperationCanceledException or RefusedException)
        {
            board.End(false, "");
            session.Cancellation.ThrowIfCancellationRequested();
            throw Explain(title, fault, late.IsCancellationRequested);
        }
    }

    private Exception Explain(string title, Exception fault, bool late)
    {
        if (late)
        {
            return new RefusedException($"The step '{title}' was not reached within {DurationText.Of(bound)}.");
        }

        var refusal = fault is RpcException call ? TaskForceException.From(call) : fault as TaskForceException;
        if (refusal is { IsUnreachable: true })
        {
            return refusal;
        }

        var violations = (refusal?.Violations ?? []).Select(violation => $"{violation.Field} {violation.Description}.");
        return new RefusedException(string.Join(" ", violations.Prepend((refusal ?? fault).Message).Prepend($"The step '{title}' was refused:")));
    }

    private async Task<Hotspot> ReportAsync(GazetteerPlace place, CancellationToken cancellation) => await _desk.Hotspots.CreateHotspotAsync(new()
    {
        Hotspot = new()
        {
            Kind = Hotspot.Types.Kind.HumanTrafficking,
            Severity = Hotspot.Types.Severity.High,
            Place = place.ToPlace(),
            HostNation = place.Nation,
            Description = "Demo: container with people on board reported.",
            Source = "taskforce demo",
        },
    }, cancellationToken: cancellation);

    private async Task<TeamProposal> ProposeAsync(string hotspot, CancellationToken cancellation)
    {
        var answer = await TeamPlanning.ProposeAsync(_desk, hotspot, TeamPlanning.UsualProposals, new(), session.Clock, cancellation);
        return answer.Proposals.FirstOrDefault()
            ?? throw new RefusedException(string.Join(" ", answer.Shortfalls.Select(shortfall => shortfall.Message).Prepend("No valid team can be formed now.")));
    }

    private async Task<Mission> CreateAsync(string hotspot, CancellationToken cancellation) =>
        await _desk.Missions.CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot } }, cancellationToken: cancellation);

    private async Task<Mission> AssignAsync(string mission, TeamProposal team, CancellationToken cancellation) =>
        await _desk.Missions.AssignTeamAsync(MissionPlanning.Assignment(mission, team), cancellationToken: cancellation);

    private static async Task<Mission> StartAsync(DemoUnits units, Mission mission, CancellationToken cancellation)
    {
        await units.StartAsync(mission, cancellation);
        return mission;
    }

    private async Task<Mission> ApproveAsync(string mission, string nation, CancellationToken cancellation) =>
        await session.ConnectAs($"commander.{nation.ToLowerInvariant()}").Missions.ApproveMissionAsync(new() { Name = mission }, cancellationToken: cancellation);

    private async Task<Mission> DispatchAsync(string mission, CancellationToken cancellation) =>
        await _desk.Missions.DispatchMissionAsync(new() { Name = mission }, cancellationToken: cancellation);

    // A demo that failed must not keep anybody from the next one.
    private async Task CleanUpAsync(string hotspot, string? mission)
    {
        try
        {
            if (mission is not null)
            {
                await _desk.Missions.RecallMissionAsync(new() { Name = mission, Reason = "The demo failed." });
            }

            await _desk.Hotspots.CloseHotspotAsync(new() { Name = hotspot });
        }
        catch (RpcException refusal)
        {
            board.Tell($"Cleaning up failed: {TaskForceException.From(refusal).Message}");
        }
    }

    private static string Describe(TeamProposal team) =>
        $"{Texts.List(team.Members.Select(member => $"{member.CallSign} ({member.Nation})"))}; there in {DurationText.Of(team.LatestArrival)}, speaking {team.SharedLanguage}";
}
