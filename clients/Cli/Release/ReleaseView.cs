using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Release;

/// <summary>Rules for people.</summary>
internal static class ReleaseView
{
    public static Table Sheet(IEnumerable<ReleaseRule> rules)
    {
        var table = Sheets.Of("RULE", "OF", "TO", "STATE", "WHO", "WHEN", "FIELDS");
        foreach (var rule in rules)
        {
            table.Add(ResourceText.Id(rule.Name), rule.Nation, rule.ReceiverNation, EnumText.Words(rule.State), Who(rule.ReceiverRoles), When(rule), string.Join(", ", rule.Fields));
        }

        return table;
    }

    public static IRenderable Card(ReleaseRule rule, TimeProvider clock) => Sheets.Card([
        ("Rule", ResourceText.Id(rule.Name)),
        ("State", EnumText.Words(rule.State)),
        ("Of", rule.Nation),
        ("To", $"{rule.ReceiverNation}, {Who(rule.ReceiverRoles)}"),
        ("For", string.Join(" or ", rule.Purposes)),
        ("When", When(rule)),
        ("Fields", string.Join(", ", rule.Fields)),
        ("Why", rule.Justification),
        .. rule.History.Select(step => (EnumText.Words(step.State), $"{clock.DateAndTime(step.Time)} by {step.Actor}{(step.Note.Length > 0 ? $": {step.Note}" : "")}")),
        ("Withheld", string.Join(", ", rule.WithheldFields)),
    ]);

    public static IRenderable Sheet(PreviewReleaseRuleResponse preview)
    {
        var table = Sheets.Of("FIELD", "RECORDS NOW", "LATER", "SUCH AS");
        foreach (var gain in preview.Gains)
        {
            table.Add(gain.Field, $"{gain.Records}", $"{gain.LaterRecords}", string.Join(", ", gain.Examples));
        }

        return new Rows(table, new Text(preview.Message));
    }

    public static IRenderable Sheet(ExplainAccessResponse answer)
    {
        var table = Sheets.Of("FIELD", "SEEN", "WHY");
        foreach (var field in answer.Fields)
        {
            table.Add(field.Path, field.Visible ? "yes" : "no", field.Message);
        }

        return new Rows(table, new Text(answer.WhomToAsk.Length > 0 ? answer.WhomToAsk : "Nothing of that is withheld from you."));
    }

    private static string Who(RepeatedField<Role> roles) => roles.Count == 0 ? "everybody" : string.Join(", ", roles.Select(role => EnumText.Words(role)));

    private static string When(ReleaseRule rule)
    {
        var time = (rule.Validity?.StartTime, rule.Validity?.EndTime) switch
        {
            (null, null) => "always",
            (var from, null) => $"from {Day(from)}",
            (null, var until) => $"until {Day(until)}",
            var (from, until) => $"{Day(from)} to {Day(until)}",
        };
        return rule.JointWorkOnly ? $"{time}, in joint work" : time;
    }

    private static string Day(Timestamp time) => $"{time.ToDateTime():yyyy-MM-dd HH:mm}Z";
}
