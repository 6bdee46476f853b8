using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Trainings;

/// <summary><c>training</c>.</summary>
internal static class TrainingCommands
{
    public static Command Create(Shell shell) => new("training", "Courses and joint seminars, and the qualifications they give.")
    {
        List(shell),
        Show(shell),
        TrainingCreate.Create(shell),
        Enrol(shell),
        Withdraw(shell),
        Complete(shell),
        Cancel(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var state = Arguments.Choice<Training.Types.State>("--state", "Only in this state.");
        var member = new Option<string>("--member") { Description = "Only those in which this member has a place or waits for one.", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists trainings in the order they were entered.") { limit, state, member }.Does(shell, async session =>
        {
            var filter = new TrainingFilter { Member = session.Get(member) is { Length: > 0 } who ? ResourceText.Full("members", who) : "" };
            filter.States.AddSet(session.Get(state));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Trainings.ListTrainingsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => TrainingView.Sheet(answer.Trainings, session.Clock));
        });
    }

    private static Command Show(Shell shell) => Verb(shell, "get", "Shows one training and who takes part.", (session, name) =>
        session.Connection.Trainings.GetTrainingAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync);

    private static Command Enrol(Shell shell)
    {
        var member = Member();
        return Verb(shell, "enrol", "Gives a member of your nation a place, or one on the waiting list.", (session, name) =>
            session.Connection.Trainings.EnrolMemberAsync(new() { Name = name, Member = session.Get(member) }, cancellationToken: session.Cancellation).ResponseAsync, member);
    }

    private static Command Withdraw(Shell shell)
    {
        var member = Member();
        return Verb(shell, "withdraw", "Gives a member's place back; the first who waits gets it.", (session, name) =>
            session.Connection.Trainings.WithdrawMemberAsync(new() { Name = name, Member = session.Get(member) }, cancellationToken: session.Cancellation).ResponseAsync, member);
    }

    private static Command Complete(Shell shell)
    {
        var passed = new Option<string[]>("--passed")
        {
            Description = "Who passed: members/x or plain x.",
            HelpName = "MEMBER",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        return Verb(shell, "complete", "Ends a training and gives those who passed its qualifications.", (session, name) =>
            session.Connection.Trainings.CompleteTrainingAsync(
                new() { Name = name, Passed = { session.Get(passed)!.Select(member => ResourceText.Full("members", member)) } }, cancellationToken: session.Cancellation).ResponseAsync, passed);
    }

    private static Command Cancel(Shell shell) => Verb(shell, "cancel", "Calls a training off.", (session, name) =>
        session.Connection.Trainings.CancelTrainingAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync);

    private static Command Verb(Shell shell, string verb, string description, Func<Session, string, Task<Training>> act, Symbol? more = null)
    {
        var name = Arguments.Resource("trainings", "TRAINING", "The training.");
        var command = new Command(verb, description) { name };
        switch (more)
        {
            case Argument argument:
                command.Add(argument);
                break;
            case Option option:
                command.Add(option);
                break;
        }

        return command.Does(shell, async session =>
        {
            var training = await act(session, session.Get(name));
            session.Show(training, () => TrainingView.Card(training, session.Clock));
        });
    }

    private static Argument<string> Member() => Arguments.Resource("members", "MEMBER", "The member.");
}
