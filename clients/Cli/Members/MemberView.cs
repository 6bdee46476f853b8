using Google.Protobuf.WellKnownTypes;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Members;

/// <summary>Members as people read them.</summary>
internal static class MemberView
{
    public static IRenderable Sheet(IEnumerable<Member> members)
    {
        var table = Sheets.Of("MEMBER", "CALL SIGN", "NATION", "DUTY", "LANGUAGES", "SKILLS", "BASE", "TEAM");
        foreach (var member in members)
        {
            table.Add(
                Shown("name", ResourceText.Id(member.Name)), Shown("call_sign", member.CallSign), member.Nation, EnumText.Words(member.Duty), Shown("languages", Texts.List(member.Languages)),
                Shown("qualifications", Texts.List(member.Qualifications.Select(q => q.Skill))), Shown("home_base", Texts.Place(member.HomeBase)), Shown("team", ResourceText.Holder(member.Team)));

            string Shown(string field, string text) => Texts.Released(member.WithheldFields, field, text);
        }

        return table;
    }

    public static IRenderable Card(Member member, TimeProvider clock) => Sheets.Card(
        ("Member", ResourceText.Id(member.Name)),
        ("Call sign", member.CallSign),
        ("Agency", $"{member.Agency}, {member.Nation}"),
        ("Duty", EnumText.Words(member.Duty)),
        ("Languages", Texts.List(member.Languages)),
        ("Skills", Texts.List(member.Qualifications.Select(q => $"{q.Skill} grade {q.Grade}{Until(q.Validity?.EndTime, clock)}"))),
        ("Base", Texts.Place(member.HomeBase)),
        ("Travels by", Texts.List(member.TravelModes.Select(EnumText.Words))),
        ("Leave", Texts.List(member.Leave.Select(leave => $"{clock.DateAndTime(leave.StartTime)} to {clock.DateAndTime(leave.EndTime)}"))),
        ("Duty pattern", ResourceText.Id(member.DutyPattern) + (member.DutyPatternOffset > 0 ? $", {member.DutyPatternOffset} days later" : "")),
        ("Team", ResourceText.Holder(member.Team)),
        ("Withheld", string.Join(", ", member.WithheldFields)));

    public static FormattableString Line(MemberEvent change, TimeProvider clock) =>
        $"[dim]{clock.TimeOfDay(change.Time)}[/]  [bold]{change.Member.CallSign}[/] ({change.Member.Nation})  {EnumText.Words(change.Type)}: {What(change, clock)}  [dim]{change.Actor}[/]";

    private static string What(MemberEvent change, TimeProvider clock) => change.Expiring is { } lapse
        ? $"{lapse.Qualification.Skill} grade {lapse.Qualification.Grade}{Until(lapse.Qualification.Validity?.EndTime, clock)}"
        : $"{EnumText.Words(change.Member.Duty)}, {(change.Member.Team.Length > 0 ? change.Member.Team : "free")}";

    private static string Until(Timestamp? end, TimeProvider clock) => end is null ? "" : $" until {clock.DateAndTime(end)[..10]}";
}
