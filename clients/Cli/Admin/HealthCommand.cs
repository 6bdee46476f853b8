using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Admin;

/// <summary><c>admin health</c>: of each process, what works, what does not, and what to do.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(1);

    public static Command Create(Shell shell)
    {
        var (at, data) = (AdminCommands.Doors(), AdminCommands.Data());
        return new Command("health", "Says of each process what works, what does not, and what to do. Exits with 1 if something does not work.") { at, data }.Does(shell, async session =>
        {
            using var door = new OperatorDoor();
            var places = OperatorDoor.Find(session.Get(data)!, session.Get(at) ?? []);
            var reports = await Task.WhenAll(places.Select(place => AskAsync(door, place, session)));
            Show(session, reports);
            if (reports.Any(report => report.State == "FAIL"))
            {
                throw new RefusedException("Something does not work: see FAIL above.");
            }
        });
    }

    /// <summary>What is known of a process's clock: it showed a time between a question and its answer.</summary>
    internal static OperatorFinding Compare(DateTimeOffset sent, DateTimeOffset shown, DateTimeOffset received)
    {
        var sure = shown > received ? shown - received : shown < sent ? shown - sent : TimeSpan.Zero;
        return sure.Duration() <= ClockTolerance
            ? new("clock/here", "OK", "agrees with this machine's", "")
            : new("clock/here", "WARN", string.Create(CultureInfo.InvariantCulture, $"at least {sure.Duration().TotalSeconds:0.0} s {(sure > TimeSpan.Zero ? "ahead of" : "behind")} this machine's"),
                "look at chronyc tracking on both machines");
    }

    private static async Task<OperatorReport> AskAsync(OperatorDoor door, OperatorPlace place, Session session)
    {
        try
        {
            var sent = session.Clock.GetUtcNow();
            var report = await door.GetAsync<OperatorReport>(place, "health", session.Cancellation);
            var clock = Compare(sent, report.Time, session.Clock.GetUtcNow());
            return report with { Findings = [.. report.Findings, clock], State = report.State == "OK" ? clock.State : report.State };
        }
        catch (RefusedException silence)
        {
            OperatorFinding finding = new("process", "FAIL", silence.Message, "docs/runbooks.md#servicedown");
            return new(place.Service, default, "FAIL", "-", 0, [finding]);
        }
    }

    private static void Show(Session session, IReadOnlyList<OperatorReport> reports)
    {
        if (session.IsJson)
        {
            session.PrintRaw(HarmlessOutput.Show(JsonSerializer.Serialize(reports, JsonSerializerOptions.Web)));
            return;
        }

        var table = Sheets.Of("SERVICE", "CHECK", "STATE", "WHAT WAS SEEN, AND WHAT TO DO");
        foreach (var report in reports)
        {
            table.Add(report.Service, "", report.State, $"{(report.Rotation == "IN" ? "in rotation" : $"rotation: {report.Rotation.ToLowerInvariant()}")}, {report.OpenCalls} calls open");
            foreach (var finding in report.Findings)
            {
                table.Add("", finding.Check, finding.State, finding.Remedy.Length > 0 ? $"{finding.Detail}: {finding.Remedy}" : finding.Detail);
            }
        }

        session.Out.Write(table);
    }
}
