using System.Globalization;
using TaskForce.Client;

namespace TaskForce.Testing;

/// <summary>
/// The real processes, each of which can be killed, frozen and started again on its ports, one by one. Nobody but the test brings
/// one back, so that what it sees is its own doing.
/// </summary>
public sealed class ServiceProcesses : ITaskForce, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The services, callees first.</summary>
    public static readonly string[] Names = ["Geolocation", "Roster", "Tasking", "Partners", "Gateway"];

    private readonly Dictionary<string, ServiceProcess> _running = [];
    private readonly Dictionary<string, (int Http, int Grpc)> _ports;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly bool _isPublished;
    private readonly TestAuthority? _peers;

    /// <param name="data">The data directory.</param>
    /// <param name="settings">More of the environment for all; <c>{service}/{key}</c> for one.</param>
    /// <param name="isPublished">Whether to run what <c>make build</c> left, as people do, and not what was built for the tests.</param>
    /// <param name="peers">Issues each its certificate, if they are to show them to each other; cleartext if null.</param>
    public ServiceProcesses(string data, IReadOnlyDictionary<string, string>? settings = null, bool isPublished = false, TestAuthority? peers = null)
    {
        Data = data;
        _peers = peers;
        _isPublished = isPublished;
        _settings = settings ?? new Dictionary<string, string>();
        var free = Ports.Take(2 * Names.Length);
        _ports = Names.Select((name, i) => (name, free[2 * i], free[(2 * i) + 1])).ToDictionary(p => p.name, p => (p.Item2, p.Item3));
    }

    /// <summary>The data directory.</summary>
    public string Data { get; }

    /// <summary>The HTTP/1.1 door.</summary>
    public Uri Http => Url(_ports["Gateway"].Http);

    /// <summary>The gRPC door.</summary>
    public Uri Grpc => Url(_ports["Gateway"].Grpc);

    /// <summary>What the services have warned of.</summary>
    public string Warnings => string.Join('\n', _running.Values.SelectMany(process => process.Warnings));

    /// <summary>What one service has warned of since it was last started.</summary>
    public IReadOnlyList<string> WarningsOf(string service) => _running[service].Warnings;

    /// <summary>Starts all and waits until they serve.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var name in Names)
        {
            Start(name);
        }

        await ReadyAsync(cancellation);
    }

    /// <summary>Starts one, which must not run.</summary>
    public void Start(string service)
    {
        if (_running.Remove(service, out var ended))
        {
            ended.Dispose();
        }

        _running[service] = ServiceProcess.Start(service, Environment(service), _isPublished);
    }

    /// <summary>Ends one as <c>kill -9</c> does, and waits until it is gone.</summary>
    public Task KillAsync(string service) => _running[service].KillAsync();

    /// <summary>Asks one to end, and waits until it has.</summary>
    public Task StopAsync(string service) => _running[service].StopAsync();

    /// <summary>Stops one where it stands, or lets it go on.</summary>
    public void Signal(string service, string signal) => _running[service].Signal(signal);

    /// <summary>The process of a service.</summary>
    public int ProcessOf(string service) => _running[service].Id;

    /// <summary>Where a service answers gRPC itself.</summary>
    public Uri DoorOf(string service) => Url(_ports[service].Grpc);

    /// <summary>The exit code, once the process has ended.</summary>
    public Task<int> ExitAsync(string service, CancellationToken cancellation) => _running[service].ExitAsync(cancellation);

    /// <summary>Waits until the gateway says that all behind it serve.</summary>
    /// <exception cref="InvalidOperationException">They do not within two minutes; the message holds what they warned of.</exception>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var began = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(http, cancellation))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"The services do not get ready: {Warnings}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }

    /// <inheritdoc/>
    public TaskForceConnection Connect(string profile)
    {
        var credentials = new ClientCredentials(new Uri(Http, "demo"), profile);
        return new(Grpc, new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation)));
    }

    /// <summary>Asks all to end, as a system that shuts down does.</summary>
    public async Task StopAsync()
    {
        foreach (var name in Names.Reverse().Where(_running.ContainsKey))
        {
            await _running[name].StopAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values)
        {
            await process.KillAsync();
            process.Dispose();
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(Http, "readyz"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception silence) when (silence is HttpRequestException || (silence is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private Dictionary<string, string> Environment(string service)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Data__Directory"] = Data,
            ["Identity__Issuers__demo__Authority"] = new Uri(Http, "demo").ToString(),
            ["Lifetime__FollowsInput"] = "true",
            ["Kestrel__Endpoints__Http__Url"] = Text(service, grpc: false),
            ["Kestrel__Endpoints__Grpc__Url"] = Text(service, grpc: true),
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        };
        foreach (var other in Names.Where(name => name != "Gateway"))
        {
            settings[$"Peers__{other}"] = Text(other, grpc: true);
            settings[$"Upstreams__{other}__Http"] = Text(other, grpc: false);
            settings[$"Upstreams__{other}__Grpc"] = Text(other, grpc: true);
        }

        if (_peers is not null)
        {
            _peers.Issue(service.ToLowerInvariant());
            settings["Peers__Tls__Certificate"] = _peers.CertificateOf(service.ToLowerInvariant());
            settings["Peers__Tls__Key"] = _peers.KeyOf(service.ToLowerInvariant());
            settings["Peers__Tls__Authorities"] = _peers.Bundle;
        }

        Add(_settings, service, settings);
        return settings;
    }

    /// <summary>Adds what a test sets for all, and for one service.</summary>
    internal static void Add(IReadOnlyDictionary<string, string> more, string service, Dictionary<string, string> settings)
    {
        foreach (var (key, value) in more)
        {
            if (key.Split('/') is not [var only, var name])
            {
                settings[key] = value;
            }
            else if (only == service)
            {
                settings[name] = value;
            }
        }
    }

    private string Text(string service, bool grpc)
    {
        var url = Url(grpc ? _ports[service].Grpc : _ports[service].Http).ToString().TrimEnd('/');
        return _peers is not null && service != "Gateway" ? url.Replace("http://", "https://", StringComparison.Ordinal) : url;
    }

    private static Uri Url(int port) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
}
