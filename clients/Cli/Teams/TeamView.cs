using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>Teams as people read them.</summary>
internal static class TeamView
{
    public static IRenderable Sheet(IEnumerable<Team> teams, TimeProvider clock)
    {
        var table = Sheets.Of("TEAM", "STATE", "FOR", "MEMBERS", "RESERVED", "LEASE ENDS");
        foreach (var team in teams)
        {
            table.Add(ResourceText.Id(team.Name), EnumText.Words(team.State), team.Holder, CallSigns(team), clock.DateAndTime(team.CreateTime), clock.DateAndTime(team.LeaseExpireTime));
        }

        return table;
    }

    public static IRenderable Card(Team team, TimeProvider clock) => Sheets.Card(
        ("Team", ResourceText.Id(team.Name)),
        ("State", EnumText.Words(team.State)),
        ("For", team.Holder),
        ("Members", Texts.List(team.Members.Select(member => $"{Texts.CallSign(member.CallSign)} ({member.Nation}, {EnumText.Words(member.Role)})"))),
        ("Assets", Texts.List(team.Assets.Select(asset => $"{asset.DisplayName} ({asset.Nation})"))),
        ("Not valid", Texts.List(team.Impairments.Select(impairment => impairment.Message))),
        ("Repair", team.Repair?.Message ?? ""),
        ("Breaks", Texts.List(team.Breaches.Select(breach => breach.Message))),
        ("Legal until", clock.DateAndTime(team.LegalUntil)),
        ("Reserved", clock.DateAndTime(team.CreateTime)),
        ("Lease ends", clock.DateAndTime(team.LeaseExpireTime)));

    public static FormattableString Line(TeamEvent change, TimeProvider clock) =>
        $"[dim]{clock.TimeOfDay(change.Time)}[/]  [bold]{ResourceText.Id(change.Team.Name)}[/]  {EnumText.Words(change.Type)}: {CallSigns(change.Team)}, for {change.Team.Holder}  [dim]{change.Actor}[/]";

    private static string CallSigns(Team team) => Texts.List(team.Members.Select(member => Texts.CallSign(member.CallSign)));
}
