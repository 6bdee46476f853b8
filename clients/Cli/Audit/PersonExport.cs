using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Client.Audit;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Audit;

/// <summary><c>person export</c>: what is kept about one member, for the member.</summary>
internal static class PersonExport
{
    private const int Page = 1000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // Whoever gets the file must know what it cannot hold.
    private static readonly string[] Elsewhere =
    [
        "the services' logs of events, for as long as Log:Retention keeps them: earlier states of the same records",
        "after-action reports and operations' records of the missions listed here",
        "the audit log's values that belong to another nation: ask that nation",
        "backups, and copies of the audit log that the nations pulled",
        "the issuer of the member's token: the account",
    ];

    public static Command Create(Shell shell)
    {
        var member = Arguments.Resource("members", "MEMBER", "The member.");
        var output = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        return new Command("person", "What is kept about a person.")
        {
            new Command("export", "Writes all that the services show you about one member, the audit log included, as one JSON file.") { member, output }.Does(shell, async session =>
            {
                var name = session.Get(member);
                var person = await CollectAsync(session, name);
                await File.WriteAllTextAsync(session.Get(output)!, person.ToJsonString(Indented) + "\n", session.Cancellation);
                session.Out.Write(new Text($"What you may see about {name} is in {session.Get(output)}; what else there is, and where, stands at its end.\n"));
            }),
        };
    }

    private static async Task<JsonObject> CollectAsync(Session session, string member)
    {
        var (connection, cancellation) = (session.Connection, session.Cancellation);
        var audit = new JsonObject();
        foreach (var service in AuditClient.Services)
        {
            var client = session.AuditOf(service);
            audit[service] = await PagedAsync("entries", async token =>
                await client.ListAsync(new() { PageSize = Page, PageToken = token, Filter = new() { Value = member } }, cancellation));
        }

        return new JsonObject
        {
            ["member"] = ToJson(await connection.Members.GetMemberAsync(new() { Name = member }, cancellationToken: cancellation)),
            ["dutyOutlook"] = ToJson(await connection.Members.GetDutyOutlookAsync(new() { Name = member }, cancellationToken: cancellation)),
            ["trackPoints"] = await PagedAsync("trackPoints", async token =>
                await connection.Positions.ListTrackPointsAsync(new() { Parent = $"positions/{member}", PageSize = Page, PageToken = token }, cancellationToken: cancellation)),
            ["missions"] = await PagedAsync("missions", async token => WithMember(member,
                await connection.Missions.ListMissionsAsync(new() { PageSize = Page, PageToken = token }, cancellationToken: cancellation))),
            ["audit"] = audit,
            ["elsewhere"] = new JsonArray([.. Elsewhere.Select(text => JsonValue.Create(text))]),
        };
    }

    private static ListMissionsResponse WithMember(string member, ListMissionsResponse page) => new()
    {
        Missions = { page.Missions.Where(mission => JsonFormatter.Default.Format(mission).Contains($"\"{member}\"", StringComparison.Ordinal)) },
        NextPageToken = page.NextPageToken,
    };

    private static async Task<JsonArray> PagedAsync(string items, Func<string, Task<IMessage>> read)
    {
        var (all, token) = (new JsonArray(), "");
        do
        {
            var page = ToJson(await read(token));
            foreach (var item in page[items]?.AsArray().ToList() ?? [])
            {
                all.Add(item!.DeepClone());
            }

            token = (string?)page["nextPageToken"] ?? "";
        }
        while (token.Length > 0);

        return all;
    }

    private static JsonNode ToJson(IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message))!;
}
