using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>Proposals as a dispatcher reads them.</summary>
internal static class ProposalView
{
    public static IRenderable Of(ProposeTeamsResponse answer) => answer.Proposals.Count > 0
        ? new Rows(answer.Proposals.Select((proposal, index) => Team(proposal, index + 1)))
        : new Rows([new Markup("[red bold]No valid team can be formed now.[/] What is missing:"), .. answer.Shortfalls.Select(Missing)]);

    private static Rows Team(TeamProposal proposal, int number)
    {
        var table = Sheets.Of("ROLE", "CALL SIGN", "NATION", "QUALIFICATIONS", "LANGUAGES", "BASE", "TRAVEL");
        foreach (var member in proposal.Members)
        {
            table.Add(EnumText.Words(member.Role), member.CallSign, member.Nation, Texts.List(member.Skills), Texts.List(member.Languages), member.Base, Travel(member));
        }

        return new Rows([Headline(proposal, number), table, .. proposal.Members.Where(member => member.Reasons.Count > 0).Select(Why), new Text("")]);
    }

    private static Markup Headline(TeamProposal proposal, int number)
    {
        var assets = proposal.Assets.Count == 0
            ? "no assets"
            : string.Join(", ", proposal.Assets.Select(asset => $"{asset.DisplayName} ({asset.Nation}, {DurationText.Of(asset.TravelTime)})"));
        return Markup.FromInterpolated(
            $"[bold green]Team {number}[/]  all there in [bold]{DurationText.Of(proposal.LatestArrival)}[/], shared language [bold]{proposal.SharedLanguage}[/], with {assets}");
    }

    private static Markup Why(TeamMember member) => Markup.FromInterpolated($"  [bold]{member.CallSign}[/]  [dim]{string.Join(" ", member.Reasons)}[/]");

    private static string Travel(TeamMember member) => member.TravelTime is null
        ? "-"
        : $"{DurationText.Of(member.TravelTime)}{(member.TravelMode == default ? "" : $" by {EnumText.Words(member.TravelMode)}")}";

    private static Rows Missing(Shortfall shortfall) => new(
        [
            Markup.FromInterpolated($"[bold]{shortfall.Requirement}[/]  {shortfall.Message} [dim]({shortfall.Available} of {shortfall.Needed})[/]"),
            .. shortfall.Closest.Select(near => Markup.FromInterpolated($"  closest: {near.DisplayName} ({near.Nation})  [dim]{near.Obstacle}[/]")),
        ]);
}
