using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;
using Kind = TaskForce.Roster.V1.DutySpan.Types.Kind;

namespace TaskForce.Cli.Members;

/// <summary><c>member outlook</c>, <c>member record-duty</c> and <c>duty-pattern</c>.</summary>
internal static class DutyCommands
{
    public static Command CreatePatterns(Shell shell) => new("duty-pattern", "Rotations of shifts that members work.") { List(shell) };

    public static Command Outlook(Shell shell)
    {
        var name = Arguments.Resource("members", "MEMBER", "The member.");
        var (from, until) = (Arguments.Time("--from", "From when. Without it: now."), Arguments.Time("--until", "Until when. Without it: seven days."));
        return new Command("outlook", "Shows when a member works, and how much the duty-time rules still allow.") { name, from, until }.Does(shell, async session =>
        {
            var period = new Interval { StartTime = session.Get(from)?.ToTimestamp(), EndTime = session.Get(until)?.ToTimestamp() };
            var outlook = await session.Connection.Members.GetDutyOutlookAsync(new() { Name = session.Get(name), Period = period }, cancellationToken: session.Cancellation);
            session.Show(outlook, () => DutyView.Outlook(outlook, session.Clock));
        });
    }

    public static Command Record(Shell shell)
    {
        var name = Arguments.Resource("members", "MEMBER", "The member.");
        var (from, until) = (Arguments.Time("--from", "From when.", required: true), Arguments.Time("--until", "Until when; not in the future.", required: true));
        var onCall = new Option<bool>("--on-call") { Description = "The member was only on call." };
        return new Command("record-duty", "Enters duty that was worked and is not known.") { name, from, until, onCall }.Does(shell, async session =>
        {
            var outlook = await session.Connection.Members.RecordDutyAsync(
                new()
                {
                    Name = session.Get(name),
                    Kind = session.Get(onCall) ? Kind.OnCall : Kind.Duty,
                    Period = new() { StartTime = session.Get(from)!.Value.ToTimestamp(), EndTime = session.Get(until)!.Value.ToTimestamp() },
                },
                cancellationToken: session.Cancellation);
            session.Show(outlook, () => DutyView.Outlook(outlook, session.Clock));
        });
    }

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        return new Command("list", "Lists the patterns that this deployment knows.") { limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Members.ListDutyPatternsAsync(
                new() { PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => DutyView.Patterns(answer.DutyPatterns));
        });
    }
}
