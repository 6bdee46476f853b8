using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Cli.Alerts;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Field;

/// <summary><c>field need-help</c> and <c>field check-in</c>.</summary>
internal static class FieldCalls
{
    // It receives no orders and so has no place among the member's devices.
    private const string Device = "taskforce-cli";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command NeedHelp(Shell shell)
    {
        var text = new Argument<string>("TEXT") { Description = "What happened.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        var at = new Option<string?>("--at") { Description = "Where: a place, or LAT,LON.", HelpName = "PLACE" };
        var command = new Command("need-help", "Calls both nations' centres for help, again and again until they hear it.") { text, at };
        command.Aliases.Add("help-me");
        return command.DoesUntilInterrupted(shell, async session =>
        {
            var alert = await CallAsync(session, new()
            {
                Text = session.Get(text),
                Location = session.Get(at) is { } place ? PlaceText.Parse(place).Place.Location : null,
                Device = Device,
                DeviceTime = session.Clock.GetUtcNow().ToTimestamp(),
                RequestId = Guid.NewGuid().ToString(),
            });
            session.Show(alert, () => AlertView.Card(alert, session.Clock));
            session.Note($"Heard. The centres of {string.Join(" and ", alert.Nations)} are alerted; the call stays open until they resolve it.");
        });
    }

    public static Command CheckIn(Shell shell)
    {
        var order = new Argument<string>("ORDER") { Description = "missions/x/orders/y. Without it: the newest that holds.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "missions/-/orders/-" };
        var note = new Option<string>("--note") { Description = "For people.", DefaultValueFactory = _ => "" };
        return new Command("check-in", "Says that the member of --as is well.") { order, note }.Does(shell, async session =>
        {
            var connection = session.ConnectAs($"field:{ResourceText.Id(FieldCommands.MemberOf(session, "check-in"))}");
            var answer = await connection.Field.CheckInAsync(new()
            {
                Name = session.Get(order),
                Device = Device,
                DeviceTime = session.Clock.GetUtcNow().ToTimestamp(),
                Note = session.Get(note),
            }, cancellationToken: session.Cancellation);
            session.Show(answer, () => Sheets.Card(
                ("Order", answer.Name),
                ("What", answer.Title),
                ("All well", session.Clock.TimeOfDay(answer.Welfare?.LastTime)),
                ("Next check-in", answer.Welfare?.DueTime is { } due ? session.Clock.TimeOfDay(due) : "none expected now")));
        });
    }

    // Whoever calls for help must not have to type it again.
    private static async Task<Alert> CallAsync(Session session, NeedHelpRequest call)
    {
        var connection = session.ConnectAs($"field:{ResourceText.Id(FieldCommands.MemberOf(session, "need-help"))}");
        while (true)
        {
            try
            {
                return await connection.Field.NeedHelpAsync(call, cancellationToken: session.Cancellation);
            }
            catch (RpcException fault) when (TaskForceException.From(fault) is { IsTransient: true } silence && !session.Cancellation.IsCancellationRequested)
            {
                session.Note($"NOT HEARD YET ({silence.Message}). Trying again; use the radio too.");
                await Task.Delay(Pause, session.Clock, session.Cancellation);
            }
        }
    }
}
