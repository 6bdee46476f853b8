using System.Globalization;
using TaskForce.Client;

namespace TaskForce.Testing.Replicas;

/// <summary>
/// The real processes as a cluster has them: any number of each service behind one name, which is looked up again and again, one gateway, and one PostgreSQL server with a database for each. Nobody but the test starts and
/// ends one.
/// </summary>
public sealed class Cluster : ITaskForce, IAsyncDisposable
{
    /// <summary>Each service has the same ports at each of its addresses.</summary>
    private readonly Dictionary<string, (int Http, int Grpc)> _ports;
    private readonly List<Replica> _replicas = [];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-cluster-");
    private readonly HostNames _names = new();
    private readonly IReadOnlyDictionary<string, string> _settings;
    private int _addresses = 1;

    private Cluster(PostgresNode database, IReadOnlyDictionary<string, string> settings)
    {
        (Database, _settings) = (database, settings);
        var free = Ports.Take(2 * ServiceProcesses.Names.Length);
        _ports = ServiceProcesses.Names.Select((name, i) => (name, free[2 * i], free[(2 * i) + 1])).ToDictionary(p => p.name, p => (p.Item2, p.Item3));
    }

    /// <summary>The server of all.</summary>
    public PostgresNode Database { get; }

    /// <summary>The gateway's HTTP/1.1 door.</summary>
    public Uri Http => new(Url("127.0.0.1", _ports["Gateway"].Http));

    /// <summary>The gateway's gRPC door.</summary>
    public Uri Grpc => new(Url("127.0.0.1", _ports["Gateway"].Grpc));

    /// <summary>What they have warned of, each line with who said it.</summary>
    public string Warnings => string.Join('\n', _replicas.SelectMany(replica => replica.Warnings.Select(line => $"{replica.Service} {replica.Address}: {line}")));

    /// <summary>An empty database server, and nobody yet.</summary>
    /// <param name="settings">More of the environment for all; <c>{service}/{key}</c> for one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<Cluster> CreateAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var cluster = new Cluster(await PostgresNode.CreateAsync(cancellation), settings);
        foreach (var service in ServiceProcesses.Names.Where(name => name != "Gateway"))
        {
            await cluster.Database.ExecuteAsync($"CREATE DATABASE {service.ToLowerInvariant()}", cancellation);
        }

        return cluster;
    }

    /// <summary>How to connect to a service's database.</summary>
    public string ConnectionOf(string service) => $"{Database.Connection.Replace("Database=postgres", $"Database={service.ToLowerInvariant()}", StringComparison.Ordinal)};Maximum Pool Size=20";

    /// <summary>Starts one more process of a service, which nobody calls before it is named.</summary>
    /// <param name="service">For example <c>Tasking</c>.</param>
    /// <param name="build">Where other builds of the services lie, each in a folder with its name; null for what was built with the tests.</param>
    public Replica Start(string service, string? build = null)
    {
        var address = service == "Gateway" ? "127.0.0.1" : $"127.0.0.{(++_addresses).ToString(CultureInfo.InvariantCulture)}";
        var assembly = build is null ? ServiceProcess.AssemblyOf(service, isPublished: false) : Path.Combine(build, service, $"TaskForce.{service}.dll");
        var replica = new Replica(service, address, new(Url(address, _ports[service].Grpc)), ServiceProcess.Start(_names.Enter, assembly, Environment(service, address)));
        _replicas.Add(replica);
        return replica;
    }

    /// <summary>Whoever looks the service up finds a replica, as one that is ready.</summary>
    public void Name(Replica replica) => _names.Add(replica.Service.ToLowerInvariant(), replica.Address);

    /// <summary>Whoever looks the service up does not find a replica any more, as one that is not ready, or is to end.</summary>
    public void Forget(Replica replica) => _names.Remove(replica.Service.ToLowerInvariant(), replica.Address);

    /// <inheritdoc/>
    public TaskForceConnection Connect(string profile)
    {
        var credentials = new ClientCredentials(new Uri(Http, "demo"), profile);
        return new(Grpc, new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.KillAsync();
            replica.Dispose();
        }

        await Database.DisposeAsync();
        _names.Dispose();
        _data.Delete(recursive: true);
    }

    private Dictionary<string, string> Environment(string service, string address)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Data__Directory"] = _data.CreateSubdirectory($"{service}-{address}").FullName,
            ["Identity__Issuers__demo__Authority"] = new Uri(Http, "demo").ToString(),
            ["Lifetime__FollowsInput"] = "true",
            // A machine that does other things is slow: what is judged is that calls end by themselves, not how soon.
            ["DOTNET_shutdownTimeoutSeconds"] = "30",
            // Saves a start the instruments that only long lives pay back.
            ["DOTNET_TieredPGO"] = "0",
            ["Kestrel__Endpoints__Http__Url"] = Url(address, _ports[service].Http),
            ["Kestrel__Endpoints__Grpc__Url"] = Url(address, _ports[service].Grpc),
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        };
        foreach (var other in ServiceProcesses.Names.Where(name => name != "Gateway"))
        {
            settings[$"Peers__{other}"] = Url(other.ToLowerInvariant(), _ports[other].Grpc);
            settings[$"Upstreams__{other}__Http"] = Url(other.ToLowerInvariant(), _ports[other].Http);
            settings[$"Upstreams__{other}__Grpc"] = Url(other.ToLowerInvariant(), _ports[other].Grpc);
        }

        if (service != "Gateway")
        {
            settings["Data__Connection"] = ConnectionOf(service);
        }

        ServiceProcesses.Add(_settings, service, settings);
        return settings;
    }

    private static string Url(string host, int port) => $"http://{host}:{port.ToString(CultureInfo.InvariantCulture)}";
}
