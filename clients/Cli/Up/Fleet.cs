using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using TaskForce.Cli.Admin;
using Setting = System.Collections.Generic.KeyValuePair<string, string>;

namespace TaskForce.Cli.Up;

/// <summary>The services on this machine: their ports, and what each is told about the others.</summary>
internal sealed class Fleet
{
    private const int UsualTls = 8443;

    private static readonly string[] Names = ["Gateway", "Tasking", "Roster", "Geolocation", "Partners", "TakBridge"];

    private readonly string _data;
    private readonly IReadOnlyList<string> _nations;
    private readonly DemoAuthorities _authorities;
    private readonly int _tls;
    private readonly int? _tak;
    private readonly Dictionary<string, int> _metrics = [];
    private readonly Dictionary<string, int> _probes = [];
    private readonly Ports _gateway, _tasking, _roster, _geolocation, _partners, _takBridge;

    /// <summary>Chooses the ports.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="http">The HTTP/1.1 door; 0 for any.</param>
    /// <param name="grpc">The gRPC door; 0 for any.</param>
    /// <param name="tls">The door with TLS; 0 for any, null for the usual one or, if another door may be any, any.</param>
    /// <param name="tak">The door for TAK clients; 0 for any, null for none.</param>
    /// <param name="metrics">The first of the ports on which metrics are shown, one for each service; 0 for any, null for none.</param>
    /// <param name="nations">Whose devices may come in.</param>
    /// <exception cref="UpException">A door is taken.</exception>
    public Fleet(string data, int http, int grpc, int? tls, int? tak, int? metrics, IReadOnlyList<string> nations)
    {
        (_data, _nations, _authorities) = (data, nations, new(data, TimeProvider.System));
        using var ports = new PortChooser();
        _gateway = new(ports.Door(http, "--http"), ports.Door(grpc, "--grpc"));
        // Who leaves the doors to chance runs several at once, which would race for the usual ports.
        var any = http == 0 || grpc == 0;
        _tls = ports.Door(tls ?? (any ? 0 : UsualTls), "--tls");
        _tasking = Inner(ports, any ? 0 : 5110);
        _roster = Inner(ports, any ? 0 : 5120);
        _geolocation = Inner(ports, any ? 0 : 5130);
        _partners = Inner(ports, any ? 0 : 5140);
        _tak = tak is { } wanted ? ports.Door(wanted, "--tak") : null;
        _takBridge = tak is null ? default : Inner(ports, any ? 0 : 5150);
        foreach (var name in Names.Where(name => tak is not null || name != "TakBridge"))
        {
            _probes[name] = ports.Any();
            if (metrics is { } first)
            {
                _metrics[name] = ports.Door(first == 0 ? 0 : first + _metrics.Count, "--metrics");
            }
        }
    }

    /// <summary>Where each process will be asked by its operator.</summary>
    public IReadOnlyList<OperatorPlace> Operators => [.. _probes.Select(entry => new OperatorPlace(entry.Key.ToLowerInvariant(), Url("127.0.0.1", entry.Value)))];

    /// <summary>Where the gateway will answer.</summary>
    public Doors Doors => new(Url("localhost", _gateway.Http), Url("localhost", _gateway.Grpc), new UriBuilder(Uri.UriSchemeHttps, "localhost", _tls).Uri)
    {
        Tak = _tak is { } tak ? new UriBuilder("ssl", "localhost", tak).Uri : null,
        Metrics = [.. _metrics.Select(entry => (entry.Key.ToLowerInvariant(), new Uri(Url("localhost", entry.Value), "metrics")))],
    };

    /// <summary>Makes the certificates of the first start; whether there was anything to make.</summary>
    /// <exception cref="UpException">They cannot be written or read.</exception>
    public bool MakeCertificates()
    {
        try
        {
            return _authorities.Make(_nations);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UpException($"The certificates in {_data} cannot be made or used: {fault.Message}", fault);
        }
    }

    /// <summary>How to start each service, in the order in which they are to be stopped: callers before callees.</summary>
    /// <param name="directory">Where the services are; null for what was built.</param>
    /// <exception cref="UpException">A service is not there.</exception>
    public IReadOnlyList<ServiceSpec> Services(string? directory) =>
    [
        Service(directory, "Gateway", "localhost", _gateway,
            [
                .. Upstream("Tasking", _tasking), .. Upstream("Roster", _roster), .. Upstream("Geolocation", _geolocation), .. Upstream("Partners", _partners),
                .. TlsDoor(), .. DeviceCertificates(),
            ]),
        .. _tak is { } tak
            ? [Service(directory, "TakBridge", "127.0.0.1", _takBridge,
                [Peer("Tasking", _tasking), Peer("Roster", _roster), Peer("Geolocation", _geolocation), DeviceTokens, .. TakDoor(tak), .. DeviceCertificates()])]
            : Array.Empty<ServiceSpec>(),
        Service(directory, "Partners", "127.0.0.1", _partners, [Peer("Tasking", _tasking), Peer("Geolocation", _geolocation), DeviceTokens, .. AuditKeys()]),
        Service(directory, "Tasking", "127.0.0.1", _tasking, [Peer("Roster", _roster), Peer("Geolocation", _geolocation), DeviceTokens, .. AuditKeys(), .. PackageKeys()]),
        Service(directory, "Roster", "127.0.0.1", _roster, [Peer("Geolocation", _geolocation), DeviceTokens, .. DeviceCertificates(), .. DeviceKeys(), .. AuditKeys()]),
        Service(directory, "Geolocation", "127.0.0.1", _geolocation, [DeviceTokens, .. AuditKeys()]),
    ];

    private Setting DeviceTokens => new("Identity__Issuers__devices__Authority", Text(new(Doors.Http, "devices")));

    private IEnumerable<Setting> TlsDoor() =>
    [
        new("Doors__Tls__Url", Text(Doors.Tls!)),
        new("Doors__Tls__Certificate", _authorities.CertificateOf("gateway")),
        new("Doors__Tls__Key", _authorities.KeyOf("gateway")),
        new("Devices__Tokens__Issuer", Text(new(Doors.Http, "devices"))),
        // To ask the roster who is revoked.
        new("Identity__ClientId", "service:gateway"),
    ];

    private IEnumerable<Setting> TakDoor(int port) =>
    [
        new("Tak__Tls__Address", $"127.0.0.1:{port}"),
        new("Tak__Tls__Certificate", _authorities.CertificateOf("gateway")),
        new("Tak__Tls__Key", _authorities.KeyOf("gateway")),
    ];

    private IEnumerable<Setting> DeviceCertificates() => _nations.Select(nation =>
        new Setting($"Devices__Authorities__{nation}__Certificate", _authorities.CertificateOf(DemoAuthorities.Devices(nation))));

    private IEnumerable<Setting> DeviceKeys() => _nations.Select(nation =>
        new Setting($"Devices__Authorities__{nation}__Key", _authorities.KeyOf(DemoAuthorities.Devices(nation))));

    private ServiceSpec Service(string? directory, string name, string host, Ports ports, IEnumerable<Setting> others)
    {
        var assembly = ServiceFiles.Find(directory, name);
        IEnumerable<Setting> settings =
        [
            .. Common(),
            .. others,
            new("Probes__Url", Text(Url("127.0.0.1", _probes[name]))),
            new("Telemetry__MetricsPort", _metrics.GetValueOrDefault(name).ToString(CultureInfo.InvariantCulture)),
            new("Kestrel__Endpoints__Http__Url", Text(Url(host, ports.Http))),
            new("Kestrel__Endpoints__Grpc__Url", Text(Url(host, ports.Grpc))),
        ];
        return new(name.ToLowerInvariant(), Dotnet, [assembly], Path.GetDirectoryName(assembly)!, settings.ToFrozenDictionary());
    }

    private IEnumerable<Setting> Common() =>
    [
        new("ASPNETCORE_ENVIRONMENT", "Development"),
        new("Data__Directory", _data),
        new("Identity__Issuers__demo__Authority", Text(new(Doors.Http, "demo"))),
        new("Lifetime__FollowsInput", "true"),
        // Compile hot code again only once a start is over: at the start it takes a third of the machine from what is waited for. Longer, and a
        // service that is never quiet stays slow. The runtime reads hexadecimal: this is 300 ms.
        new("DOTNET_TC_CallCountingDelayMs", "12C"),
        // One entry, one line: it can be told from the next one, and shown.
        new("Logging__Console__FormatterName", "simple"),
        new("Logging__Console__FormatterOptions__SingleLine", "true"),
        new("Logging__Console__FormatterOptions__TimestampFormat", "yyyy-MM-ddTHH:mm:ss.fffZ "),
        new("Logging__Console__FormatterOptions__UseUtcTimestamp", "true"),
    ];

    private IEnumerable<Setting> AuditKeys() => DemoKeys.Of(_data, "audit").Select(key => new Setting($"Audit__Keys__{key.Nation}", key.File));

    private IEnumerable<Setting> PackageKeys() => DemoKeys.Of(_data, "packages").Select(key => new Setting($"Packages__Keys__{key.Nation}", key.File));

    private static IEnumerable<Setting> Upstream(string name, Ports ports) =>
    [
        new($"Upstreams__{name}__Http", Text(Url("127.0.0.1", ports.Http))),
        new($"Upstreams__{name}__Grpc", Text(Url("127.0.0.1", ports.Grpc))),
    ];

    private static Setting Peer(string name, Ports ports) => new($"Peers__{name}", Text(Url("127.0.0.1", ports.Grpc)));

    private static Ports Inner(PortChooser ports, int first) =>
        first == 0 ? new(ports.Any(), ports.Any()) : new(ports.Inner(first), ports.Inner(first + 1));

    private static Uri Url(string host, int port) => new UriBuilder(Uri.UriSchemeHttp, host, port).Uri;

    private static string Text(Uri url) => url.ToString().TrimEnd('/');

    // The one that runs this program, if it was started by it.
    internal static string Dotnet { get; } =
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private readonly record struct Ports(int Http, int Grpc);
}
