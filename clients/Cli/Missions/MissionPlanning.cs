using System.CommandLine;
using Grpc.Core;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Teams;
using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Missions;

/// <summary><c>mission create</c> and <c>mission assign</c>.</summary>
internal static class MissionPlanning
{
    public static Command CreateCreate(Shell shell)
    {
        var hotspot = Arguments.Resource("hotspots", "HOTSPOT", "Where.");
        var team = Number("The team to assign, by its number in taskforce team propose.");
        var title = new Option<string>("--title") { Description = "A short label.", DefaultValueFactory = _ => "" };
        var instructions = new Option<string>("--instructions") { Description = "What the team is told.", DefaultValueFactory = _ => "" };
        var priority = new Option<int>("--priority") { Description = "Which mission goes first, 1 to 10. Without it: from the hotspot's severity.", HelpName = "N" };
        return new Command("create", "Plans a mission at a hotspot.") { hotspot, team, title, instructions, priority }.Does(shell, async session =>
        {
            // Chosen first: without a team to send there is nothing to plan.
            var chosen = session.Get(team) is { } number ? await TeamPlanning.ChooseAsync(session, session.Get(hotspot), number) : null;
            var mission = await session.Connection.Missions.CreateMissionAsync(new()
            {
                Mission = new() { Hotspot = session.Get(hotspot), Title = session.Get(title), Instructions = session.Get(instructions), Priority = session.Get(priority) },
            }, cancellationToken: session.Cancellation);
            await FinishAsync(session, chosen is null ? mission : await AssignAsync(session, mission, chosen));
        });
    }

    public static Command CreateAssign(Shell shell)
    {
        var name = Arguments.Resource("missions", "MISSION", "The mission.");
        var team = Number("The team, by its number in taskforce team propose.");
        team.Required = true;
        return new Command("assign", "Reserves a team for a mission.") { name, team }.Does(shell, async session =>
        {
            var mission = await session.Connection.Missions.GetMissionAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            var chosen = await TeamPlanning.ChooseAsync(session, mission.Hotspot, session.Get(team)!.Value);
            await FinishAsync(session, await AssignAsync(session, mission, chosen));
        });
    }

    /// <summary>What the server needs to know of a proposal.</summary>
    public static AssignTeamRequest Assignment(string mission, TeamProposal team) => new()
    {
        Name = mission,
        Members = { team.Members.Select(member => new TeamMember { Member = member.Member, Role = member.Role }) },
        Assets = { team.Assets.Select(asset => new TeamAsset { Asset = asset.Asset }) },
    };

    private static async Task<Mission> AssignAsync(Session session, Mission mission, TeamProposal team)
    {
        try
        {
            return await session.Connection.Missions.AssignTeamAsync(Assignment(mission.Name, team), cancellationToken: session.Cancellation);
        }
        catch (RpcException gone) when (gone.StatusCode is StatusCode.Aborted or StatusCode.FailedPrecondition)
        {
            session.Note($"{mission.Name} has no new team. Propose again: taskforce team propose {ResourceText.Id(mission.Hotspot)}, "
                + $"then taskforce mission assign {ResourceText.Id(mission.Name)} --team 1.");
            throw TaskForceException.From(gone);
        }
    }

    private static Task FinishAsync(Session session, Mission mission)
    {
        session.Show(mission, () => MissionView.Card(mission, session.Clock));
        if (mission.Approvals.Count > 0)
        {
            session.Hint($"taskforce mission approve {ResourceText.Id(mission.Name)} --as commander.NATION, for {string.Join(" and ", mission.Approvals.Select(key => key.Nation))}");
        }

        return Task.CompletedTask;
    }

    private static Option<int?> Number(string description) => new("--team")
    {
        Description = description,
        HelpName = "N",
        Validators =
        {
            result =>
            {
                if (!result.Errors.Any() && result.GetValueOrDefault<int?>() < 1)
                {
                    result.AddError("--team counts from 1.");
                }
            },
        },
    };
}
