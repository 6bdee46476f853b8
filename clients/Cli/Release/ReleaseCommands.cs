using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Type.V1;
using State = TaskForce.Type.V1.ReleaseRule.Types.State;

namespace TaskForce.Cli.Release;

/// <summary><c>release</c>.</summary>
internal static class ReleaseCommands
{
    public static Command Create(Shell shell) => new("release", "What your nation lets others see of its people and equipment, and why you see something or do not.")
    {
        List(shell),
        Show(shell),
        Propose(shell),
        Preview(shell),
        Approve(shell),
        Reject(shell),
        Withdraw(shell),
        Explain(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var state = Arguments.Choice<State>("--state", "Only in this state.");
        var nation = new Option<string>("--nation") { Description = "Only rules about this nation's records, such as DE.", HelpName = "NATION", DefaultValueFactory = _ => "" };
        var receiver = new Option<string>("--to") { Description = "Only rules that release to this nation, such as MA.", HelpName = "NATION", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists your nation's rules and those that release something to it, newest first.") { limit, state, nation, receiver }.Does(shell, async session =>
        {
            var filter = new ReleaseRuleFilter { Nation = session.Get(nation), ReceiverNation = session.Get(receiver) };
            filter.States.AddSet(session.Get(state));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.ReleaseRules.ListReleaseRulesAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => ReleaseView.Sheet(answer.ReleaseRules));
        });
    }

    private static Command Show(Shell shell) => Verb(shell, "get", "Shows one rule and every step of it.", (session, name, _) =>
        session.Connection.ReleaseRules.GetReleaseRuleAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync);

    private static Command Propose(Shell shell)
    {
        var terms = new RuleTermsOptions();
        var id = new Option<string>("--id") { Description = "The last segment of its name. Without it the server chooses.", HelpName = "ID", DefaultValueFactory = _ => "" };
        var command = new Command("propose", "Proposes a rule. Nothing is released until another person, a commander, approves it.") { id };
        return terms.AddTo(command).Does(shell, async session =>
        {
            var rule = await session.Connection.ReleaseRules.CreateReleaseRuleAsync(
                new() { ReleaseRule = terms.Read(session), ReleaseRuleId = session.Get(id) }, cancellationToken: session.Cancellation);
            session.Show(rule, () => ReleaseView.Card(rule, session.Clock));
            session.Hint($"as another person, taskforce release approve {ResourceText.Id(rule.Name)}");
        });
    }

    private static Command Preview(Shell shell)
    {
        var terms = new RuleTermsOptions();
        return terms.AddTo(new("preview", "Says what a rule would show to whom, without proposing it.")).Does(shell, async session =>
        {
            var preview = await session.Connection.ReleaseRules.PreviewReleaseRuleAsync(new() { ReleaseRule = terms.Read(session) }, cancellationToken: session.Cancellation);
            session.Show(preview, () => ReleaseView.Sheet(preview));
        });
    }

    private static Command Approve(Shell shell) => Verb(shell, "approve", "Puts a rule in force that another person proposed: at once, on open streams too.", (session, name, note) =>
        session.Connection.ReleaseRules.ApproveReleaseRuleAsync(new() { Name = name, Note = note }, cancellationToken: session.Cancellation).ResponseAsync, Note(false));

    private static Command Reject(Shell shell) => Verb(shell, "reject", "Refuses a proposed rule.", (session, name, note) =>
        session.Connection.ReleaseRules.RejectReleaseRuleAsync(new() { Name = name, Note = note }, cancellationToken: session.Cancellation).ResponseAsync, Note(true));

    private static Command Withdraw(Shell shell) => Verb(shell, "withdraw", "Takes a rule back: at once, on open streams too, and without anybody else.", (session, name, note) =>
        session.Connection.ReleaseRules.WithdrawReleaseRuleAsync(new() { Name = name, Note = note }, cancellationToken: session.Cancellation).ResponseAsync, Note(false));

    private static Command Explain(Shell shell)
    {
        var name = new Argument<string>("RESOURCE") { Description = "The record: members/x, assets/x or trainings/x, or plain x for a member." };
        var field = new Argument<string>("FIELD") { Description = "The field, such as home_base. Without it, all that are withheld from you.", DefaultValueFactory = _ => "" };
        return new Command("explain", "Says why you see a field or do not, and whom to ask.") { name, field }.Does(shell, async session =>
        {
            var answer = await session.Connection.ReleaseRules.ExplainAccessAsync(
                new() { Name = ResourceText.Full("members", session.Get(name)), Field = session.Get(field) }, cancellationToken: session.Cancellation);
            session.Show(answer, () => ReleaseView.Sheet(answer));
        });
    }

    private static Command Verb(Shell shell, string verb, string description, Func<Session, string, string, Task<ReleaseRule>> call, Option<string>? note = null)
    {
        var name = Arguments.Resource("releaseRules", "RULE", "The rule.");
        var command = new Command(verb, description) { name };
        if (note is not null)
        {
            command.Add(note);
        }

        return command.Does(shell, async session =>
        {
            var rule = await call(session, session.Get(name), note is null ? "" : session.Get(note) ?? "");
            session.Show(rule, () => ReleaseView.Card(rule, session.Clock));
        });
    }

    private static Option<string> Note(bool required) => new("--note") { Description = "What to say with it.", HelpName = "TEXT", Required = required };
}
