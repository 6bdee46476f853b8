using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Statistics;

/// <summary><c>stats</c>.</summary>
internal static class StatisticsCommands
{
    public static Command Create(Shell shell) => new("stats", "Yearly figures of the cooperation.") { List(shell) };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        return new Command("list", "Lists the figures by year: published ones, and those counted from missions and trainings.") { limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Statistics.ListYearlyFiguresAsync(
                new() { PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.Figures));
        });
    }

    private static Table Sheet(IEnumerable<YearlyFigures> years)
    {
        var table = Sheets.Of("YEAR", "JOINT OPERATIONS", "ARRESTS", "TRAINING SESSIONS", "SOURCE");
        foreach (var year in years)
        {
            table.Add(Text(year.Year), Text(year.JointOperations), Text(year.Arrests), Text(year.TrainingSessions), EnumText.Words(year.Source));
        }

        return table;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
