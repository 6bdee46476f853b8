using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using TaskForce.Client.Devices;

namespace TaskForce.Client;

/// <summary>
/// A connection to the gateway as one identity, and the contracts' clients over it. Thread safe; keep one for as long as the program runs.
/// Unary calls have a deadline of 15 s unless they bring their own, and are tried again while the service is unavailable: every one that
/// changes something carries a request id, so that the server carries it out once. A call fails with <see cref="RpcException"/>;
/// <see cref="TaskForceException.From"/> reads it.
/// </summary>
public sealed class TaskForceConnection : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly BearerTokens? _tokens;

    /// <summary>Makes a connection; nothing is sent before the first call.</summary>
    /// <param name="gateway">The gateway's gRPC door, for example <c>http://localhost:8081</c>.</param>
    /// <param name="tokens">The identity; without one every call but those open to all is refused. Disposed with the connection.</param>
    /// <param name="purpose">Why the identity calls, at most 200 characters; the audit log keeps it with each call.</param>
    /// <param name="authorities">Whom to trust for the gateway's own certificate, instead of the system's authorities.</param>
    /// <param name="device">The identity, in place of tokens: the device that shows its certificate.</param>
    public TaskForceConnection(
        Uri gateway, BearerTokens? tokens = null, string purpose = "", X509Certificate2Collection? authorities = null, EnrolledDevice? device = null)
    {
        Gateway = gateway;
        _tokens = tokens;
        _channel = GrpcChannel.ForAddress(gateway, new()
        {
            HttpClient = new(device is null ? Transport(authorities) : new DeviceTransport(device, () => Transport(authorities))) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            Credentials = Credentials(gateway, tokens),
            // The demo's door is cleartext on the loopback; anywhere else the gateway's URL is https.
            UnsafeUseInsecureChannelCallCredentials = true,
            ServiceConfig = new() { MethodConfigs = { Retries() } },
        });
        var invoker = _channel.Intercept(new CallRules(tokens));
        Invoker = purpose.Length == 0 ? invoker : invoker.Intercept(metadata =>
        {
            // Metadata is ASCII; the server takes the percent encoding away.
            metadata.Add("taskforce-purpose", Uri.EscapeDataString(purpose));
            return metadata;
        });
    }

    /// <summary>The gateway's gRPC door.</summary>
    public Uri Gateway { get; }

    /// <summary>Makes any contract's client: <c>new PositionServiceClient(connection.Invoker)</c>.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>Officers and whether they may be used.</summary>
    public Roster.V1.MemberService.MemberServiceClient Members => new(Invoker);

    /// <summary>Vehicles, vessels, aircraft and devices.</summary>
    public Roster.V1.AssetService.AssetServiceClient Assets => new(Invoker);

    /// <summary>Courses and joint seminars.</summary>
    public Roster.V1.TrainingService.TrainingServiceClient Trainings => new(Invoker);

    /// <summary>One nation's requests to another for people and equipment.</summary>
    public Roster.V1.SupportService.SupportServiceClient Support => new(Invoker);

    /// <summary>What the nations let each other see of their people and equipment.</summary>
    public Roster.V1.ReleaseRuleService.ReleaseRuleServiceClient ReleaseRules => new(Invoker);

    /// <summary>Teams: proposed, reserved, released.</summary>
    public Roster.V1.FormationService.FormationServiceClient Formation => new(Invoker);

    /// <summary>Where everybody is.</summary>
    public Geolocation.V1.PositionService.PositionServiceClient Positions => new(Invoker);

    /// <summary>Lines around places and subjects, and who crosses them.</summary>
    public Geolocation.V1.GeofenceService.GeofenceServiceClient Geofences => new(Invoker);

    /// <summary>Geofences, positions and tracks as GeoJSON.</summary>
    public Geolocation.V1.GeoJsonService.GeoJsonServiceClient GeoJson => new(Invoker);

    /// <summary>Members' devices: invited, enrolled, revoked.</summary>
    public Roster.V1.DeviceService.DeviceServiceClient Devices => new(Invoker);

    /// <summary>How the processes that know positions are doing.</summary>
    public Geolocation.V1.ReplicaService.ReplicaServiceClient Replicas => new(Invoker);

    /// <summary>Places that may need a team.</summary>
    public Tasking.V1.HotspotService.HotspotServiceClient Hotspots => new(Invoker);

    /// <summary>What each kind of hotspot needs.</summary>
    public Tasking.V1.ResponsePlanService.ResponsePlanServiceClient ResponsePlans => new(Invoker);

    /// <summary>What teams are ordered to do.</summary>
    public Tasking.V1.MissionService.MissionServiceClient Missions => new(Invoker);

    /// <summary>Where, when and with what powers teams may act.</summary>
    public Tasking.V1.MandateService.MandateServiceClient Mandates => new(Invoker);

    /// <summary>A nation's key in the hand of a named person.</summary>
    public Tasking.V1.DelegationService.DelegationServiceClient Delegations => new(Invoker);

    /// <summary>A nation's key, turned beforehand for a class of missions.</summary>
    public Tasking.V1.PreAuthorisationService.PreAuthorisationServiceClient PreAuthorisations => new(Invoker);

    /// <summary>Who answers for which mission, and passing it on.</summary>
    public Tasking.V1.HandoverService.HandoverServiceClient Handovers => new(Invoker);

    /// <summary>What a command centre's desk follows, in one stream.</summary>
    public Tasking.V1.DeskService.DeskServiceClient Desk => new(Invoker);

    /// <summary>What a field unit's devices use; <see cref="FieldUnit"/> uses it well.</summary>
    public Tasking.V1.FieldService.FieldServiceClient Field => new(Invoker);

    /// <summary>What a centre does about one recipient's order.</summary>
    public Tasking.V1.OrderService.OrderServiceClient Orders => new(Invoker);
    /// <summary>Signed orders.</summary>
    public Tasking.V1.TaskPackageService.TaskPackageServiceClient TaskPackages => new(Invoker);

    /// <summary>What people must see to.</summary>
    public Tasking.V1.AlertService.AlertServiceClient Alerts => new(Invoker);

    /// <summary>Missions with one common start.</summary>
    public Tasking.V1.OperationService.OperationServiceClient Operations => new(Invoker);

    /// <summary>What is known of a mission afterwards.</summary>
    public Tasking.V1.AfterActionReportService.AfterActionReportServiceClient AfterActionReports => new(Invoker);

    /// <summary>Yearly figures.</summary>
    public Tasking.V1.StatisticsService.StatisticsServiceClient Statistics => new(Invoker);

    /// <summary>Says that the server refused the identity's token: the next call brings another.</summary>
    public void RefuseToken() => _tokens?.Refuse();

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _tokens?.Dispose();
    }

    // Not of streams: those are opened again by who reads them, and one that may be retried cannot be given up before it has answered.
    private static MethodConfig Retries()
    {
        var retries = new MethodConfig
        {
            RetryPolicy = new()
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(100),
                MaxBackoff = TimeSpan.FromSeconds(1),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (var method in Contracts.Services.SelectMany(service => service.Methods).Where(m => !m.IsClientStreaming && !m.IsServerStreaming))
        {
            retries.Names.Add(new() { Service = method.Service.FullName, Method = method.Name });
        }

        return retries;
    }

    // Pings find out that a connection is dead while nothing is sent on it. A client and not only its handler: with that the channel would keep a
    // wait of its own before it connects again, of up to two minutes, in which each call fails although the server is back.
    private static SocketsHttpHandler Transport(X509Certificate2Collection? authorities) => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        SslOptions = { CertificateChainPolicy = authorities is null ? null : Trusting(authorities) },
    };

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static ChannelCredentials Credentials(Uri gateway, BearerTokens? tokens)
    {
        ChannelCredentials channel = gateway.Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        return tokens is null ? channel : ChannelCredentials.Create(channel, CallCredentials.FromInterceptor(async (context, metadata) =>
            metadata.Add("authorization", $"Bearer {await tokens.GetAsync(context.CancellationToken)}")));
    }
}
