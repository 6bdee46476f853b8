using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Operation.Types;

namespace TaskForce.Cli.Operations;

/// <summary>What people say to an operation.</summary>
internal static class OperationVerbs
{
    public static Command Ready(Shell shell)
    {
        var mission = new Option<string>("--mission") { Description = "Whose team.", HelpName = "MISSION", Required = true };
        var not = new Option<string?>("--not") { Description = "The team is not ready, and this is why.", HelpName = "REASON" };
        return Verb(shell, "ready", "Says that a team is ready, or with --not that it is not.", (session, name) => session.Connection.Operations.SetReadinessAsync(
            new()
            {
                Name = name,
                Mission = ResourceText.Full("missions", session.Get(mission)!),
                Readiness = session.Get(not) is null ? Readiness.Ready : Readiness.NotReady,
                Reason = session.Get(not) ?? "",
            }, cancellationToken: session.Cancellation).ResponseAsync, mission, not);
    }

    public static Command Go(Shell shell) => Verb(shell, "go", "Gives the go of your nation.", (session, name) =>
        session.Connection.Operations.GiveGoAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync);

    public static Command NoGo(Shell shell)
    {
        var reason = Reason();
        return Verb(shell, "no-go", "Withholds or takes back the go of your nation: everything holds.", (session, name) =>
            session.Connection.Operations.GiveNoGoAsync(new() { Name = name, Reason = session.Get(reason) }, cancellationToken: session.Cancellation).ResponseAsync, reason);
    }

    public static Command Hold(Shell shell)
    {
        var reason = Reason();
        return Verb(shell, "hold", "Stops everything before H.", (session, name) =>
            session.Connection.Operations.HoldOperationAsync(new() { Name = name, Reason = session.Get(reason) }, cancellationToken: session.Cancellation).ResponseAsync, reason);
    }

    public static Command Abort(Shell shell)
    {
        var reason = Reason();
        return Verb(shell, "abort", "Calls an operation off for good.", (session, name) =>
            session.Connection.Operations.AbortOperationAsync(new() { Name = name, Reason = session.Get(reason) }, cancellationToken: session.Cancellation).ResponseAsync, reason);
    }

    public static Command Move(Shell shell)
    {
        var h = new HHourOptions();
        return Verb(shell, "move", "Sets another H: every go is void and every device is told.", (session, name) => session.Connection.Operations.UpdateOperationAsync(
            new() { Operation = new() { Name = name, HHour = h.Read(session) } }, cancellationToken: session.Cancellation).ResponseAsync, h.At, h.Inside);
    }

    private static Command Verb(Shell shell, string verb, string description, Func<Session, string, Task<Operation>> act, params Option[] options)
    {
        var name = Arguments.Resource("operations", "OPERATION", "The operation.");
        var command = new Command(verb, description) { name };
        foreach (var option in options)
        {
            command.Add(option);
        }

        return command.Does(shell, async session =>
        {
            var operation = await act(session, session.Get(name));
            if (session.IsJson)
            {
                session.Show(operation, () => new Text(""));
                return;
            }

            // Seconds count here: the verdict first, the details with show.
            OperationView.Lead(operation, session.Clock).ForEach(line => session.Out.MarkupLineInterpolated(line));
            session.Hint($"taskforce operation {(operation.State is State.Planned or State.Held ? "get" : "watch")} {ResourceText.Id(operation.Name)}");
        });
    }

    private static Option<string> Reason() => new("--reason") { Description = "Why, for people.", Required = true };
}
