using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Members;

/// <summary>Duty as people read it.</summary>
internal static class DutyView
{
    public static IRenderable Outlook(DutyOutlook outlook, TimeProvider clock)
    {
        var spans = Sheets.Of("FROM", "UNTIL", "WHAT", "", "LABEL");
        foreach (var span in outlook.Spans)
        {
            spans.Add(clock.DateAndTime(span.Period.StartTime), clock.DateAndTime(span.Period.EndTime), EnumText.Words(span.Kind), span.Worked ? "worked" : "", span.Label);
        }

        var rules = Sheets.Of("RULE", "", "LEGAL UNTIL", "HOW IT STANDS");
        foreach (var rule in outlook.Rules)
        {
            rules.Add(rule.Rule, rule.Hard ? "hard" : "soft", clock.DateAndTime(rule.LegalUntil), rule.Message);
        }

        var card = Sheets.Card(
            ("Member", ResourceText.Id(outlook.Member)),
            ("Works legally until", clock.DateAndTime(outlook.LegalUntil)),
            ("Time zone of the shifts", outlook.TimeZone));
        return new Rows(card, spans, rules);
    }

    public static IRenderable Patterns(IEnumerable<DutyPattern> patterns)
    {
        var table = Sheets.Of("PATTERN", "NAME", "NATION", "TIME ZONE", "DAYS", "HOLIDAYS", "SHIFTS");
        foreach (var pattern in patterns)
        {
            table.Add(ResourceText.Id(pattern.Name), pattern.DisplayName, pattern.Nation, pattern.TimeZone, $"{pattern.Days}",
                pattern.HonoursHolidays ? "free" : "worked", Texts.List(pattern.Shifts.Select(Text)));
        }

        return table;
    }

    private static string Text(DutyPattern.Types.Shift shift) =>
        $"day {shift.Day} {shift.Start} for {DurationText.Of(shift.Length)}{(shift.OnCall ? " on call" : "")}";
}
