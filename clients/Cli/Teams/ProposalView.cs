using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>Proposals as a dispatcher reads them.</summary>
internal static class ProposalView
{
    public static IRenderable Of(ProposeTeamsResponse answer, TimeProvider clock) => answer.Proposals.Count > 0
        ? new Rows([.. answer.Proposals.Select((proposal, index) => Team(proposal, $"Team {index + 1}", clock)), PlanView.Quality(answer.Quality)])
        : new Rows(
            [
                new Markup("[red bold]No valid team can be formed now.[/] What is missing:"),
                .. answer.Shortfalls.Select(Missing),
                // What contradicts itself only together says so already.
                .. answer.Conflict is { Message.Length: > 0 } conflict && answer.Shortfalls.All(missing => missing.Requirement != "combination") ? new[] { Markup.FromInterpolated($"[bold]What would help:[/] {conflict.Message}") } : [],
            ]);

    /// <summary>One team, with why each member is in it.</summary>
    public static IRenderable Team(TeamProposal proposal, string title, TimeProvider clock)
    {
        // Most teams are legal to the end; the column is for those that are not.
        string[] heads = ["ROLE", "CALL SIGN", "NATION", "QUALIFICATIONS", "LANGUAGES", "BASE", "TRAVEL", "LEGAL UNTIL"];
        var table = Sheets.Of(heads.AsSpan(0, proposal.LegalUntil is null ? 7 : 8));
        foreach (var member in proposal.Members)
        {
            string[] cells =
            [
                EnumText.Words(member.Role), Texts.CallSign(member.CallSign), member.Nation, Texts.List(member.Skills), Texts.List(member.Languages), member.Base, ArrivalText.Travel(member),
                member.LegalUntil is null ? "the end" : clock.DateAndTime(member.LegalUntil),
            ];
            table.Add(cells.AsSpan(0, table.Columns.Count));
        }

        return new Rows(
            [
                Headline(proposal, title), table, .. Arrivals(proposal, clock), .. proposal.Members.Where(member => member.Reasons.Count > 0).Select(Why),
                .. proposal.Members.SelectMany(member => member.Breaches).Select(breach => Markup.FromInterpolated($"  [yellow]{(breach.Hard ? "breaks" : "strains")} {breach.Rule}[/]  {breach.Message}")),
                .. Remarks(proposal).Select(remark => Markup.FromInterpolated($"  [dim]{remark}[/]")), new Text(""),
            ]);
    }

    private static IEnumerable<string> Remarks(TeamProposal proposal)
    {
        if (proposal.Interpreted.Count > 0)
        {
            yield return $"Through an interpreter: {string.Join(", ", proposal.Members.Where(member => proposal.Interpreted.Contains(member.Member)).Select(member => member.CallSign))}.";
        }

        if (proposal.StrippedBases.Count > 0)
        {
            yield return $"Nobody available is left at {string.Join(", ", proposal.StrippedBases)}.";
        }
    }

    private static Markup Headline(TeamProposal proposal, string title)
    {
        var assets = proposal.Assets.Count == 0
            ? "no assets"
            : string.Join(", ", proposal.Assets.Select(asset => $"{asset.DisplayName} ({asset.Nation}, {DurationText.Of(asset.TravelTime)})"));
        return Markup.FromInterpolated(
            $"[bold green]{title}[/]  all there in [bold]{DurationText.Of(proposal.LatestArrival)}[/], shared language [bold]{proposal.SharedLanguage}[/], with {assets}");
    }

    private static Markup Why(TeamMember member) => Markup.FromInterpolated($"  [bold]{member.CallSign}[/]  [dim]{string.Join(" ", member.Reasons)}[/]");

    private static IEnumerable<Markup> Arrivals(TeamProposal proposal, TimeProvider clock) => proposal.Members
        .Select(member => (Who: member.CallSign, member.Arrival)).Concat(proposal.Assets.Select(asset => (Who: asset.DisplayName, asset.Arrival)))
        .Where(each => each.Arrival is not null)
        .Select(each => Markup.FromInterpolated($"  [bold]{each.Who}[/]  {ArrivalText.Of(each.Arrival, clock)}"));

    private static Rows Missing(Shortfall shortfall) => new(
        [
            Markup.FromInterpolated($"[bold]{shortfall.Requirement}[/]  {shortfall.Message} [dim]({shortfall.Available} of {shortfall.Needed})[/]"),
            .. shortfall.Closest.Select(near => Markup.FromInterpolated($"  closest: {near.DisplayName} ({near.Nation})  [dim]{near.Obstacle}[/]")),
        ]);
}
