using System.Text;

namespace TaskForce.Tasking.AfterAction;

/// <summary>A report as Markdown. What people wrote is quoted, so that nothing in it passes for a part of the report.</summary>
internal static class MarkdownReport
{
    public static string Write(V1.AfterActionReport report)
    {
        var text = new StringBuilder();
        text.Append("# After-action report: ").Append(Inline(report.Title)).Append("\n\n");
        foreach (var (side, value) in ReportText.Facts(report).Where(fact => fact.Value.Length > 0))
        {
            text.Append("- **").Append(side).Append("**: ").Append(Inline(value)).Append('\n');
        }

        Table(text, "Team", ReportText.TeamHeads, report.Participants.Select(ReportText.Cells));
        Table(text, "Times", ReportText.LegHeads, report.Legs.Select(leg => ReportText.Cells(leg, report.Legs[0].Time)));
        Section(text, "Figures", ReportText.Figures(report.Figures ?? new()));
        Section(text, "Narrative", Quote(report.Narrative));
        Section(text, "Lessons", Quote(report.Lessons));
        Section(text, "Signatures", string.Join("\n", ReportText.Signatures(report).Select(line => $"- {Inline(line)}")));
        Section(text, "Content", $"SHA-256 `{ReportText.Hex(report.Digest)}`");
        return text.ToString();
    }

    private static void Section(StringBuilder text, string head, string body) => text.Append("\n## ").Append(head).Append("\n\n").Append(body).Append('\n');

    private static void Table(StringBuilder text, string head, string[] heads, IEnumerable<string[]> rows)
    {
        text.Append("\n## ").Append(head).Append("\n\n");
        Row(text, heads);
        Row(text, heads.Select(_ => "---"));
        foreach (var row in rows)
        {
            Row(text, row.Select(Inline));
        }
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Quote(string written) => written.Length == 0
        ? "Nothing was written."
        : string.Join("\n", ReportText.Harmless(written).ReplaceLineEndings("\n").Split('\n').Select(line => $"> {line}".TrimEnd()));

    private static string Inline(string value) => ReportText.Harmless(value).ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);
}
