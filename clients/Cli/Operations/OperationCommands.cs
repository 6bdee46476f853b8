using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Operations;

/// <summary><c>operation</c>.</summary>
internal static class OperationCommands
{
    public static Command Create(Shell shell) => new("operation", "Missions that start together at H.")
    {
        CreateCreate(shell),
        List(shell),
        Show(shell),
        OperationVerbs.Move(shell),
        OperationVerbs.Ready(shell),
        OperationVerbs.Go(shell),
        OperationVerbs.NoGo(shell),
        OperationVerbs.Hold(shell),
        OperationVerbs.Abort(shell),
        OperationWatch.Create(shell),
        RecordCommand.Create(shell),
    };

    private static Command CreateCreate(Shell shell)
    {
        var missions = new Argument<string[]>("MISSION") { Description = "The missions, missions/x or plain x each.", Arity = new ArgumentArity(2, 100) };
        var title = new Option<string>("--title") { Description = "A short label.", Required = true };
        var h = new HHourOptions();
        var uncertainty = new Option<int?>("--clock-ms") { Description = "How well each device's clock must be known, in milliseconds; 250 if left out.", HelpName = "N" };
        var validity = HHourOptions.Duration("--ready-for", "How long a team's word holds; 5m if left out.");
        return new Command("create", "Puts missions together that start at H.") { missions, title, h.At, h.Inside, uncertainty, validity }.Does(shell, async session =>
        {
            var operation = await session.Connection.Operations.CreateOperationAsync(new()
            {
                Operation = new()
                {
                    Title = session.Get(title),
                    Missions = { session.Get(missions).Select(mission => ResourceText.Full("missions", mission)) },
                    HHour = h.Read(session),
                    MaxClockUncertainty = session.Get(uncertainty) is { } ms ? TimeSpan.FromMilliseconds(ms).ToDuration() : null,
                    ReadinessValidity = session.Get(validity)?.ToDuration(),
                },
            }, cancellationToken: session.Cancellation);
            session.Show(operation, () => OperationView.Card(operation, session.Clock));
            session.Hint($"taskforce operation watch {ResourceText.Id(operation.Name)}");
        });
    }

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var state = Arguments.Choice<Operation.Types.State>("--state", "Only in this state.");
        return new Command("list", "Lists operations, newest first.") { limit, state }.Does(shell, async session =>
        {
            var filter = new OperationFilter();
            filter.States.AddSet(session.Get(state));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Operations.ListOperationsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => OperationView.Sheet(answer.Operations, session.Clock));
        });
    }

    private static Command Show(Shell shell)
    {
        var name = Arguments.Resource("operations", "OPERATION", "The operation.");
        return new Command("get", "Shows one operation: why not yet, each team, each device.") { name }.Does(shell, async session =>
        {
            var operation = await session.Connection.Operations.GetOperationAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(operation, () => OperationView.Card(operation, session.Clock));
        });
    }
}
