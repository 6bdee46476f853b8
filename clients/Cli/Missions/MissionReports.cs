using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;
using Format = TaskForce.Tasking.V1.ExportAfterActionReportRequest.Types.Format;

namespace TaskForce.Cli.Missions;

/// <summary><c>mission report</c>: what is known of a mission afterwards.</summary>
internal static class MissionReports
{
    public static Command Create(Shell shell) => new("report", "A mission's after-action report.")
    {
        Show(shell),
        Complete(shell),
        Sign(shell),
        Export(shell),
    };

    private static Command Show(Shell shell)
    {
        var name = Mission();
        return new Command("get", "Shows the report: every step, what came of it, who signed.") { name }.Does(shell, async session =>
            Print(session, await GetAsync(session, session.Get(name))));
    }

    private static Command Complete(Shell shell)
    {
        var name = Mission();
        var (narrative, lessons) = (Text("--narrative", "What happened."), Text("--lessons", "What should be done differently."));
        var (arrests, seizures, injuries) = (Count("--arrests", "People arrested."), Count("--seizures", "Seizures made."), Count("--injuries", "People injured."));
        return new Command("complete", "Writes in the report, as the team's leader or for a centre; signatures are void.") { name, narrative, lessons, arrests, seizures, injuries }
            .Does(shell, async session =>
            {
                // What is not said stays as it is; the etag keeps another's words from being lost.
                var report = await GetAsync(session, session.Get(name));
                report.Narrative = session.Get(narrative) ?? report.Narrative;
                report.Lessons = session.Get(lessons) ?? report.Lessons;
                report.Figures.Arrests = session.Get(arrests) ?? report.Figures.Arrests;
                report.Figures.Seizures = session.Get(seizures) ?? report.Figures.Seizures;
                report.Figures.Injuries = session.Get(injuries) ?? report.Figures.Injuries;
                Print(session, await session.Connection.AfterActionReports.UpdateAfterActionReportAsync(
                    new() { AfterActionReport = report, UpdateMask = new() { Paths = { "narrative", "lessons", "figures" } } }, cancellationToken: session.Cancellation));
            });
    }

    private static Command Sign(Shell shell)
    {
        var name = Mission();
        var digest = new Option<string?>("--digest") { Description = "Sign only if the content's SHA-256 begins like this.", HelpName = "HEX" };
        return new Command("sign", "Signs the report for your nation, as it is now.") { name, digest }.Does(shell, async session =>
        {
            var report = await GetAsync(session, session.Get(name));
            var hex = Convert.ToHexStringLower(report.Digest.Span);
            if (session.Get(digest) is { } expected && !hex.StartsWith(expected, StringComparison.OrdinalIgnoreCase))
            {
                throw new RefusedException($"The report's content is {hex}, not {expected}; read it again.");
            }

            Print(session, await session.Connection.AfterActionReports.SignAfterActionReportAsync(
                new() { Name = report.Name, Digest = report.Digest }, cancellationToken: session.Cancellation));
        });
    }

    private static Command Export(Shell shell)
    {
        var name = Mission();
        var format = Arguments.Choice<Format>("--format", "What kind of file.", required: true);
        var output = new Option<string?>("--out") { Description = "Where to write it; under its own name here if left out.", HelpName = "FILE" };
        return new Command("export", "Writes the report as a file.") { name, format, output }.Does(shell, async session =>
        {
            var file = await session.Connection.AfterActionReports.ExportAfterActionReportAsync(
                new() { Name = NameOf(session.Get(name)), Format = session.Get(format) }, cancellationToken: session.Cancellation);
            var path = session.Get(output) ?? file.FileName;
            await File.WriteAllBytesAsync(path, file.Content.ToByteArray(), session.Cancellation);
            session.Note($"{path}: {file.Content.Length} bytes, {file.ContentType}");
        });
    }

    private static async Task<AfterActionReport> GetAsync(Session session, string mission) =>
        await session.Connection.AfterActionReports.GetAfterActionReportAsync(new() { Name = NameOf(mission) }, cancellationToken: session.Cancellation);

    private static void Print(Session session, AfterActionReport report)
    {
        session.Show(report, () => View(report, session.Clock));
        var missing = report.Nations.Where(nation => report.Signatures.All(signature => signature.Nation != nation)).ToList();
        if (missing.Count > 0)
        {
            session.Hint($"taskforce mission report sign {ResourceText.Id(report.Name[..report.Name.LastIndexOf('/')])} --as commander.NATION, for {string.Join(" and ", missing)}");
        }
    }

    private static Rows View(AfterActionReport report, TimeProvider clock)
    {
        var legs = Sheets.Of("TIME", "STEP", "WHO", "BY", "NOTE");
        foreach (var leg in report.Legs)
        {
            legs.Add(clock.TimeOfDay(leg.Time), leg.Kind == AfterActionReport.Types.Leg.Types.Kind.Acknowledged ? $"order {EnumText.Words(leg.Rung)}" : EnumText.Words(leg.Kind),
                leg.CallSign.Length > 0 ? leg.CallSign : leg.Subject, leg.Actor, leg.Note);
        }

        return new Rows(
            Sheets.Card(
                ("Mission", report.Title),
                ("State", EnumText.Words(report.MissionState)),
                ("Place", Texts.Place(report.Place)),
                ("Reason", report.Reason),
                ("Figures", $"{report.Figures?.Arrests ?? 0} arrests, {report.Figures?.Seizures ?? 0} seizures, {report.Figures?.Injuries ?? 0} injured"),
                ("Narrative", report.Narrative.Length > 0 ? report.Narrative : "nothing written yet"),
                ("Lessons", report.Lessons),
                ("Signed", Texts.List(report.Signatures.Select(signature => $"{signature.Nation} by {signature.Signer}"))),
                ("Content", Convert.ToHexStringLower(report.Digest.Span))),
            legs);
    }

    private static string NameOf(string mission) => $"{mission}/afterActionReport";

    private static Argument<string> Mission() => Arguments.Resource("missions", "MISSION", "The mission.");

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };

    private static Option<int?> Count(string name, string description) => new(name) { Description = description, HelpName = "N" };
}
