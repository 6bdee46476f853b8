using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using TaskForce.Testing;

namespace TaskForce.Kubernetes.Tests.Published;

/// <summary>PostgreSQL with the roles, the databases and the rules of the production overlay's cluster, in which certificates say who one is.</summary>
public sealed class Database : IAsyncLifetime
{
    private PostgresNode _node = null!;

    /// <summary>Issues the server's certificate and the services'.</summary>
    public TestAuthority Authority { get; } = new();

    public int Port => _node.Port;

    public async ValueTask InitializeAsync()
    {
        var overlay = Overlay.Get("prod-de-ma");
        var spec = overlay.Json("Cluster").Single()["spec"]!;
        _node = await PostgresNode.CreateAsync(TestContext.Current.CancellationToken);
        await RunAsync(spec["managed"]!["roles"]!.AsArray().Select(role => $"CREATE ROLE {role!["name"]} LOGIN"));
        await RunAsync(overlay.Json("Database").Select(database => $"CREATE DATABASE {database["spec"]!["name"]} OWNER {database["spec"]!["owner"]}"));
        await EncryptAsync(spec["postgresql"]!["pg_hba"]!.AsArray().Select(rule => (string)rule!));
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        Authority.Dispose();
    }

    /// <summary>Why somebody is not let in; null if they are.</summary>
    /// <param name="certificate">Whose certificate they show.</param>
    /// <param name="database">Where they want in.</param>
    /// <param name="role">As whom; who they are if null.</param>
    public async Task<string?> RefusalAsync(string certificate, string database, string? role = null)
    {
        Authority.Issue(certificate);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = role ?? certificate,
            SslMode = SslMode.VerifyFull,
            Pooling = false,
            RootCertificate = Authority.Bundle,
            SslCertificate = Authority.CertificateOf(certificate),
            SslKey = Authority.KeyOf(certificate),
        }.ToString());
        try
        {
            await connection.OpenAsync();
            return null;
        }
        catch (NpgsqlException refusal)
        {
            return refusal.Message;
        }
    }

    private async Task RunAsync(IEnumerable<string> statements)
    {
        foreach (var statement in statements)
        {
            await _node.ExecuteAsync(statement, TestContext.Current.CancellationToken);
        }
    }

    private async Task EncryptAsync(IEnumerable<string> rules)
    {
        var directory = await AskAsync("SHOW data_directory");
        Authority.Issue("postgres");
        Place(directory, "server.crt", File.ReadAllText(Authority.CertificateOf("postgres")));
        Place(directory, "server.key", File.ReadAllText(Authority.KeyOf("postgres")));
        Place(directory, "root.crt", File.ReadAllText(Authority.Bundle));
        // These tests' own way in comes first; the last line is as CloudNativePG has it.
        Place(directory, "pg_hba.conf", string.Join('\n', ["host postgres postgres 127.0.0.1/32 trust", .. rules, "host all all all scram-sha-256", ""]));
        await RunAsync(["ALTER SYSTEM SET ssl_ca_file = 'root.crt'", "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"]);
        while (await AskAsync("SHOW ssl") != "on")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    // The server is somebody else's process where the tests are root.
    private static void Place(string directory, string name, string text)
    {
        var file = Path.Combine(directory, name);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var chown = Process.Start("chown", [$"--reference={directory}", file]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }

    private async Task<string> AskAsync(string question)
    {
        await using var connection = new NpgsqlConnection($"{_node.Connection};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
