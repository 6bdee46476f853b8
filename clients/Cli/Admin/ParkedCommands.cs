using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Admin;

/// <summary><c>admin parked</c>: events that a broker would not take, and reports that tasking would not.</summary>
internal static class ParkedCommands
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["UNKNOWN"] = "there is none of that number",
        ["NOT_OURS"] = "it came from the broker, where its words are, or no relay is on here; have its source send it again",
        ["NOT_KEPT"] = "the log does not have it any more",
        ["UNREADABLE"] = "this version cannot read it",
    };

    public static Command Create(Shell shell) => new("parked", "Events that were set aside because the broker, or tasking, would not take them.") { List(shell), Republish(shell) };

    private static Command List(Shell shell)
    {
        var (at, data) = (AdminCommands.Doors(), AdminCommands.Data());
        return new Command("list", "Lists them, oldest first, a thousand of each service.") { at, data }.Does(shell, async session =>
        {
            using var door = new OperatorDoor();
            var table = Sheets.Of("SERVICE", "ID", "EVENT", "TOPIC", "REASON", "SINCE");
            List<object> all = [];
            foreach (var place in OperatorDoor.Find(session.Get(data)!, session.Get(at) ?? []))
            {
                foreach (var parked in await door.GetAsync<List<ParkedEvent>>(place, "parked", session.Cancellation))
                {
                    all.Add(new { place.Service, parked.Id, parked.Topic, parked.Event, parked.Reason, parked.Time });
                    table.Add(place.Service, parked.Id.ToString(CultureInfo.InvariantCulture), parked.Event, parked.Topic, parked.Reason, parked.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
                }
            }

            Show(session, all, table);
        });
    }

    private static Command Republish(Shell shell)
    {
        var ids = new Argument<long[]>("ID") { Description = "The numbers that the list shows, of one service.", Arity = ArgumentArity.OneOrMore };
        var (at, data, service) = (AdminCommands.Doors(), AdminCommands.Data(), AdminCommands.Service());
        return new Command("republish", "Publishes parked events again, each once and as it was; what the broker takes is not parked any more.") { ids, service, at, data }.Does(shell, async session =>
        {
            using var door = new OperatorDoor();
            var place = AdminCommands.One(session, at, data, service);
            var failed = 0;
            foreach (var id in session.Get(ids))
            {
                var outcome = (await door.PostAsync<RepublishedEvent>(place, $"parked/{id}", session.Cancellation)).Outcome;
                failed += outcome == "PUBLISHED" ? 0 : 1;
                session.Out.MarkupLineInterpolated($"{id}: {(outcome == "PUBLISHED" ? "published" : Reasons.GetValueOrDefault(outcome, $"the broker says {outcome}"))}");
            }

            if (failed > 0)
            {
                throw new RefusedException($"{failed} stay parked.");
            }
        });
    }

    private static void Show(Session session, List<object> all, Table table)
    {
        if (session.IsJson)
        {
            session.PrintRaw(HarmlessOutput.Show(JsonSerializer.Serialize(all, JsonSerializerOptions.Web)));
        }
        else if (all.Count == 0)
        {
            session.Out.MarkupLineInterpolated($"Nothing is parked.");
        }
        else
        {
            session.Out.Write(table);
        }
    }
}
