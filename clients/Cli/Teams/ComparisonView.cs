using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>Two best teams side by side.</summary>
internal static class ComparisonView
{
    public static IRenderable Of(ProposeTeamsResponse now, ProposeTeamsResponse then, TimeProvider clock)
    {
        var (left, right) = (now.Proposals.FirstOrDefault(), then.Proposals.FirstOrDefault());
        var table = Sheets.Of("", "AS IT IS", "AS SUPPOSED");
        table.Add("All there in", DurationText.Of(left?.LatestArrival), DurationText.Of(right?.LatestArrival));
        table.Add("Travel in all", DurationText.Of(left?.TotalTravel), DurationText.Of(right?.TotalTravel));
        table.Add("Legal until", Legal(left), Legal(right));
        table.Add("Language", left?.SharedLanguage ?? "-", right?.SharedLanguage ?? "-");
        table.Add("Missions of late", $"{left?.RecentMissions}", $"{right?.RecentMissions}");
        table.Add("Bases left empty", Texts.List(left?.StrippedBases ?? []), Texts.List(right?.StrippedBases ?? []));
        table.Add("Team", People(left, right), People(right, left));
        table.Add("Missing", Missing(now), Missing(then));
        return table;

        string Legal(TeamProposal? team) => team is null ? "-" : team.LegalUntil is null ? "the end" : clock.DateAndTime(team.LegalUntil);
    }

    // A plus marks who is in this team only.
    private static string People(TeamProposal? team, TeamProposal? other) => team is null ? "none" : string.Join('\n', team.Members.Select(member =>
        $"{(other?.Members.Any(same => same.Member == member.Member) == true ? "  " : "+ ")}{member.CallSign} ({member.Nation}, {DurationText.Of(member.TravelTime)})"));

    private static string Missing(ProposeTeamsResponse answer) => Texts.List(answer.Shortfalls.Select(shortfall => shortfall.Requirement));
}
