using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;
using static TaskForce.Roster.V1.SupportRequest.Types;

namespace TaskForce.Cli.Support;

/// <summary>The steps of a request.</summary>
internal static class SupportVerbs
{
    public static Command Show(Shell shell) => Verb(shell, "get", "Shows one request, every step of it, and who owes the next.", (session, name) =>
        session.Connection.Support.GetSupportRequestAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync);

    public static Command Offer(Shell shell)
    {
        var (note, due) = (Note(), TimeText.Option("--commit-due", "Until when the acceptance is owed. Without it: a day."));
        var resources = new Argument<string[]>("RESOURCE")
        {
            Description = "Whom and what you can give: members/x, assets/x, or plain x for a member.",
            Arity = ArgumentArity.OneOrMore,
        };
        return Verb(shell, "offer", "Names whom and what your nation can give. Nobody is held yet.", (session, name) => session.Connection.Support.OfferSupportAsync(new()
        {
            Name = name,
            Resources = { session.Get(resources).Select(resource => ResourceText.Full("members", resource)) },
            CommitDue = session.Time(due),
            Note = session.Get(note),
        }, cancellationToken: session.Cancellation).ResponseAsync, resources, note, due);
    }

    public static Command Decline(Shell shell)
    {
        var note = new Option<string>("--note") { Description = "Why, for people.", Required = true };
        return Verb(shell, "decline", "Refuses a request for your nation.", (session, name) =>
            session.Connection.Support.DeclineSupportAsync(new() { Name = name, Note = session.Get(note) }, cancellationToken: session.Cancellation).ResponseAsync, note);
    }

    public static Command Commit(Shell shell)
    {
        var note = Note();
        return Verb(shell, "commit", "Accepts an offer: its people and equipment are held until they are back.", (session, name) =>
            session.Connection.Support.CommitSupportAsync(new() { Name = name, Note = session.Get(note) }, cancellationToken: session.Cancellation).ResponseAsync, note);
    }

    public static Command Release(Shell shell)
    {
        var (note, due) = (Note(), TimeText.Option("--return-due", "Until when they are owed back. Without it: two days."));
        return Verb(shell, "release", "Says that they are needed no more.", (session, name) => session.Connection.Support.ReleaseSupportAsync(
            new() { Name = name, ReturnDue = session.Time(due), Note = session.Get(note) }, cancellationToken: session.Cancellation).ResponseAsync, note, due);
    }

    public static Command Return(Shell shell)
    {
        var note = Note();
        return Verb(shell, "return", "Confirms that they are back: they are free.", (session, name) =>
            session.Connection.Support.ReturnSupportAsync(new() { Name = name, Note = session.Get(note) }, cancellationToken: session.Cancellation).ResponseAsync, note);
    }

    public static Command Cancel(Shell shell)
    {
        var note = Note();
        return Verb(shell, "cancel", "Takes your nation's request back before it is committed.", (session, name) =>
            session.Connection.Support.CancelSupportAsync(new() { Name = name, Note = session.Get(note) }, cancellationToken: session.Cancellation).ResponseAsync, note);
    }

    /// <summary>Says what is owed next.</summary>
    public static void HintAfter(Session session, SupportRequest request)
    {
        var id = ResourceText.Id(request.Name);
        switch (request.State)
        {
            case State.Requested:
                session.Hint($"taskforce support offer {id} RESOURCE, by {request.NextStepNation}");
                break;
            case State.Offered:
                session.Hint($"taskforce support commit {id}, by a commander of {request.NextStepNation}");
                break;
            case State.Committed:
                session.Hint($"taskforce support release {id}, by {request.NextStepNation}");
                break;
            case State.Released:
                session.Hint($"taskforce support return {id}, by {request.NextStepNation}");
                break;
        }
    }

    private static Command Verb(Shell shell, string verb, string description, Func<Session, string, Task<SupportRequest>> act, params Symbol[] more)
    {
        var name = Arguments.Resource("supportRequests", "REQUEST", "The request.");
        var command = new Command(verb, description) { name };
        foreach (var argument in more.OfType<Argument>())
        {
            command.Add(argument);
        }

        foreach (var option in more.OfType<Option>())
        {
            command.Add(option);
        }

        return command.Does(shell, async session =>
        {
            var request = await act(session, session.Get(name));
            session.Show(request, () => SupportView.Card(request, session.Clock));
            HintAfter(session, request);
        });
    }

    private static Option<string> Note() => new("--note") { Description = "What to say with it, for people.", DefaultValueFactory = _ => "" };
}
