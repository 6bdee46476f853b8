using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>Plans, explanations and repairs as a dispatcher reads them.</summary>
internal static class PlanView
{
    public static IRenderable Of(PlanTeamsResponse plan, TimeProvider clock)
    {
        var table = Sheets.Of("HOTSPOT", "ALL THERE IN", "TEAM", "LANGUAGE", "LEGAL UNTIL");
        foreach (var assignment in plan.Assignments)
        {
            table.Add(ResourceText.Id(assignment.Id), DurationText.Of(assignment.Proposal?.LatestArrival), TeamOf(assignment), assignment.Proposal?.SharedLanguage ?? "-",
                assignment.Proposal is { LegalUntil: null } ? "the end" : clock.DateAndTime(assignment.Proposal?.LegalUntil));
        }

        return new Rows(table, Quality(plan.Quality));
    }

    public static IRenderable Of(ExplainMemberResponse answer, TimeProvider clock) => new Rows(
        [
            new Text(answer.Message),
            .. answer.Obstacles.Select(obstacle => Markup.FromInterpolated($"  [bold]{obstacle.Rule}[/]  {obstacle.Message}")),
            .. answer.Breaches.Select(breach => Markup.FromInterpolated($"  [bold]{breach.Rule}[/]  {breach.Message}")),
            .. answer.Proposal is null ? [] : new[] { ProposalView.Team(answer.Proposal, "The best team with the member", clock) },
        ]);

    public static IRenderable Of(Repair repair, TimeProvider clock)
    {
        var table = Sheets.Of("OUT", "IN", "NATION", "ROLE", "TRAVEL", "LEGAL UNTIL");
        foreach (var exchange in repair.Exchanges)
        {
            table.Add(exchange.OutgoingCallSign, exchange.Incoming.CallSign, exchange.Incoming.Nation, EnumText.Words(exchange.Incoming.Role),
                DurationText.Of(exchange.Incoming.TravelTime), exchange.Incoming.LegalUntil is null ? "the end" : clock.DateAndTime(exchange.Incoming.LegalUntil));
        }

        return repair.Exchanges.Count == 0 ? new Text(repair.Message) : new Rows(new Text(repair.Message), table);
    }

    /// <summary>How good an answer is proved to be.</summary>
    public static Markup Quality(SearchQuality? quality) => quality switch
    {
        null => new(""),
        { Optimal: true } => Markup.FromInterpolated($"[dim]Nothing better exists; searched for {DurationText.Short(quality.Elapsed.ToTimeSpan())}.[/]"),
        _ => Markup.FromInterpolated($"[dim]At most {quality.Gap * 100:0.0} % from the best there is; searched for {DurationText.Short(quality.Elapsed.ToTimeSpan())}.[/]"),
    };

    private static string TeamOf(PlanTeamsResponse.Types.Assignment assignment) => assignment.Proposal is { } team
        ? string.Join(", ", team.Members.Select(member => Texts.Who(member.CallSign, member.Nation)).Concat(team.Assets.Select(asset => asset.DisplayName)))
        : "none: " + string.Join(" ", assignment.Shortfalls.Select(shortfall => shortfall.Message));
}
