using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Client.Audit;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Audit;

/// <summary><c>audit</c>.</summary>
internal static class AuditCommands
{
    public static Command Create(Shell shell) => new("audit", "Who read and changed personal data, and proof that the log of it is whole.")
    {
        List(shell),
        AuditPull.Create(shell),
        AuditCheck.Verify(shell),
        AuditCheck.Compare(shell),
        AuditSigning.Keys(shell),
        AuditSigning.Sign(shell),
        Erase(shell),
    };

    /// <summary>Whose log.</summary>
    public static Option<string> Service()
    {
        var option = new Option<string>("--service") { Description = $"Whose log: {string.Join(", ", AuditClient.Services)}.", HelpName = "SERVICE", Required = true };
        option.AcceptOnlyFromAmong([.. AuditClient.Services]);
        return option;
    }

    public static AuditClient AuditOf(this Session session, string service) => new(session.Connection.Invoker, service);

    private static Command List(Shell shell)
    {
        var service = Service();
        var limit = Arguments.Limit();
        var method = new Option<string>("--method") { Description = "Only this method, such as GetMember.", HelpName = "METHOD" };
        var nation = new Option<string>("--nation") { Description = "Only calls for this nation.", HelpName = "NATION" };
        var code = new Option<string>("--code") { Description = "Only with this outcome, such as PERMISSION_DENIED.", HelpName = "CODE" };
        var value = new Option<string>("--of") { Description = "Only entries that name this resource or caller, such as members/x.", HelpName = "NAME" };
        var (from, until) = (Arguments.Time("--from", "Only from this time on."), Arguments.Time("--until", "Only before this time."));
        return new Command("list", "Lists entries, the oldest first.") { service, limit, method, nation, code, value, from, until }.Does(shell, async session =>
        {
            var filter = new AuditFilter
            {
                Method = session.Get(method) ?? "",
                Nation = session.Get(nation) ?? "",
                Code = session.Get(code) ?? "",
                Value = session.Get(value) ?? "",
                From = AuditText.Time(session.Get(from)),
                Until = AuditText.Time(session.Get(until)),
            };
            var audit = session.AuditOf(session.Get(service)!);
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) =>
                await audit.ListAsync(new() { PageSize = size, PageToken = token, Filter = filter }, session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.Entries));
        });
    }

    private static Command Erase(Shell shell)
    {
        var service = Service();
        var value = new Argument<string>("NAME") { Description = "The value to erase, such as members/x or a caller." };
        return new Command("erase", "Erases a person's values from the log; the chain stays as it is.") { service, value }.Does(shell, async session =>
        {
            var answer = await session.AuditOf(session.Get(service)!).EraseAsync(new() { Value = session.Get(value) }, session.Cancellation);
            session.Show(answer, () => new Text($"{answer.Count} values were erased. Copies that were pulled before still hold them.\n"));
        });
    }

    private static Table Sheet(IEnumerable<AuditEntry> entries)
    {
        var table = Sheets.Of("NO", "TIME (UTC)", "CALLER", "FOR", "WHAT", "OUTCOME", "NAMES");
        foreach (var entry in entries)
        {
            table.Add($"{entry.Record.Number}", $"{entry.Record.Time.ToDateTime():yyyy-MM-dd HH:mm:ss}", AuditText.Caller(entry), AuditText.For(entry),
                AuditText.What(entry.Record), AuditText.Outcome(entry.Record), AuditText.Names(entry));
        }

        return table;
    }
}
