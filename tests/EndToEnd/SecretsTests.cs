using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Npgsql;
using TaskForce.Client;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>What nobody may read: the database's password, the issuer's key, the tokens of those who call, and what deliveries to a partner are signed with.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Password = "pa55word-that-nobody-may-read";

    private static readonly string[] Loud = ["Default", "Grpc", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "System.Net.Http.HttpClient", "Yarp"];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Secrets_EverythingLogged_AreInNoLogAndNoAnswer()
    {
        var settings = Loud.Select(category => KeyValuePair.Create($"Logging__LogLevel__{category}", "Debug"))
            .Append(KeyValuePair.Create("Data__Connection", await ConnectionAsync()));
        string answers, token, webhook;
        await using (var running = await LocalTaskForce.StartAsync(_data.FullName, settings, command: ["up", "--tak", "0"]))
        {
            token = (await new ClientCredentials(new Uri(running.Http, "demo"), "dispatcher.de").FetchAsync(Cancellation)).Text;
            webhook = await SubscribeAsync(running);
            answers = await AskAsync(running, token) + running.Said;
            await running.StopAsync();
        }

        var logs = Directory.EnumerateFiles(_data.FullName, "*.log", SearchOption.AllDirectories).ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
        var secrets = File.ReadAllLines(Path.Combine(_data.FullName, "demo-signing-key.pem")).Where(line => !line.StartsWith("---", StringComparison.Ordinal)).Take(2)
            .Append(Password).Append(token.Split('.')[2]).Append(webhook).ToList();
        Assert.Equal(6, logs.Count);
        Assert.All(logs, log => Assert.Contains("dbug: ", log.Value, StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, answers, StringComparison.Ordinal));
        Assert.Empty(from log in logs from secret in secrets where log.Value.Contains(secret, StringComparison.Ordinal) select $"{log.Key} tells {secret[..4]}...");
    }

    // Its one delivery, of the hotspot, is signed and goes nowhere.
    private static async Task<string> SubscribeAsync(LocalTaskForce running)
    {
        var partner = (await new ClientCredentials(new Uri(running.Http, "demo"), "partner.demo").FetchAsync(Cancellation)).Text;
        using var http = new HttpClient { BaseAddress = running.Http, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", partner) } };
        using var wanted = new StringContent("""{"target":"http://127.0.0.1:9/","filter":{"types":["hotspots"]}}""", Encoding.UTF8, "application/json");
        using var made = await http.PostAsync(new Uri("partners/v1/webhooks", UriKind.Relative), wanted, Cancellation);
        var secret = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("secret").GetString()!;
        Assert.Equal(0, (await running.CliAsync("hotspot", "report", "--kind", "smuggling", "--severity", "low", "--place", "ma-tanger-med", "--as", "dispatcher.de")).ExitCode);
        return secret["whsec_".Length..];
    }

    // What is right, what is refused, and what cannot be read, at each door.
    private static async Task<string> AskAsync(LocalTaskForce running, string token)
    {
        using var http = new HttpClient { BaseAddress = running.Http, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        var answers = new List<string>();
        foreach (var path in new[] { "tasking/v1/hotspots", "roster/v1/members/none", "geolocation/v1/positions:watch?after=-1", "demo/jwks", "readyz", "nothing" })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            answers.Add($"{answer} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        }

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token[..^4]);
        answers.Add(await (await http.GetAsync(new Uri("tasking/v1/hotspots", UriKind.Relative), Cancellation)).Content.ReadAsStringAsync(Cancellation));
        using var desk = running.Connect("dispatcher.de");
        var refusal = await Assert.ThrowsAsync<RpcException>(() => desk.Members.GetMemberAsync(new() { Name = "members/none" }, cancellationToken: Cancellation).ResponseAsync);
        return string.Join('\n', answers.Append($"{refusal} {string.Join(' ', refusal.Trailers)}"));
    }

    // The server asks nobody for a password, and is given one all the same. Each service has a database of its own name.
    private async Task<string> ConnectionAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(Cancellation);
        foreach (var service in new[] { "tasking", "roster", "geolocation", "partners" })
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE {service}", connection);
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        return new NpgsqlConnectionStringBuilder(_database) { Database = null, Password = Password }.ToString();
    }
}
