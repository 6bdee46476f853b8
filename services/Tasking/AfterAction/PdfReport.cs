namespace TaskForce.Tasking.AfterAction;

/// <summary>A report as PDF, for printing and filing.</summary>
internal static class PdfReport
{
    private static readonly double[] TeamWidths = [0.25, 0.12, 0.18, 0.45];
    private static readonly double[] LegWidths = [0.2, 0.1, 0.16, 0.14, 0.16, 0.24];

    // The writer keeps its fonts for the whole process and does not say that two threads may use them.
    private static readonly Lock One = new();

    public static byte[] Write(V1.AfterActionReport report)
    {
        lock (One)
        {
            return WriteAlone(report);
        }
    }

    private static byte[] WriteAlone(V1.AfterActionReport report)
    {
        using var sheet = new PdfSheet($"After-action report: {report.Title}", $"SHA-256 {ReportText.Hex(report.Digest)}");
        foreach (var (side, value) in ReportText.Facts(report).Where(fact => fact.Value.Length > 0))
        {
            sheet.Row([side, value], [0.16, 0.84]);
        }

        sheet.Head("Team");
        sheet.Table(ReportText.TeamHeads, report.Participants.Select(ReportText.Cells), TeamWidths);
        sheet.Head("Times");
        sheet.Table(ReportText.LegHeads, report.Legs.Select(leg => ReportText.Cells(leg, report.Legs[0].Time)), LegWidths);
        sheet.Head("Figures");
        sheet.Text(ReportText.Figures(report.Figures ?? new()));
        sheet.Head("Narrative");
        sheet.Text(report.Narrative.Length > 0 ? report.Narrative : "Nothing was written.");
        sheet.Head("Lessons");
        sheet.Text(report.Lessons.Length > 0 ? report.Lessons : "Nothing was written.");
        sheet.Head("Signatures");
        foreach (var line in ReportText.Signatures(report))
        {
            sheet.Text(line);
        }

        return sheet.ToArray();
    }
}
