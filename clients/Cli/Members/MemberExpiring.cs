using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Members;

/// <summary><c>member expiring</c>.</summary>
internal static class MemberExpiring
{
    public static Command Create(Shell shell)
    {
        var limit = Arguments.Limit();
        var nation = new Option<string>("--nation") { Description = "Only of this nation, such as DE.", DefaultValueFactory = _ => "" };
        var days = new Option<int>("--within") { Description = "Lapsing within so many days, at most 3650.", HelpName = "DAYS", DefaultValueFactory = _ => 90 };
        return new Command("expiring", "Lists qualifications that lapse soon or have lapsed, the earliest first.") { limit, nation, days }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Members.ListExpiringQualificationsAsync(
                new() { PageSize = size, PageToken = token, Nation = session.Get(nation), WithinDays = session.Get(days) }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.Qualifications, session.Clock));
        });
    }

    private static Table Sheet(IEnumerable<ExpiringQualification> lapses, TimeProvider clock)
    {
        var table = Sheets.Of("LAPSES", "DAYS", "CALL SIGN", "NATION", "SKILL", "GRADE", "MEMBER");
        foreach (var lapse in lapses)
        {
            table.Add(clock.DateAndTime(lapse.Qualification.Validity.EndTime), Text(lapse.DaysLeft), lapse.CallSign, lapse.Nation,
                lapse.Qualification.Skill, Text(lapse.Qualification.Grade), ResourceText.Id(lapse.Member));
        }

        return table;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
