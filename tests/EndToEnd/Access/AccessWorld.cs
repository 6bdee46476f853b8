using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using TaskForce.Roster.V1;
using TaskForce.Testing;
using TaskForce.Type.V1;

namespace TaskForce.EndToEnd.Access;

/// <summary>
/// The real gateway before the real services, which show each other certificates, with an issuer of each nation and one of the services: no demo
/// identity takes part.
/// </summary>
public sealed class AccessWorld : IAsyncLifetime
{
    /// <summary>The nations, a home and a foreign one for each.</summary>
    public static readonly string[] Nations = ["DE", "MA"];

    private const string ActsForPartners = "service:partners";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");
    private readonly TestAuthority _authority = new();
    private readonly Dictionary<string, TestIssuer> _issuers = new() { ["DE"] = new(), ["MA"] = new(), [""] = new() };
    private readonly ConcurrentDictionary<(Role, string, Forgery), string> _tokens = [];
    private ServiceProcesses _processes = null!;
    private GrpcChannel _grpc = null!;
    private GrpcChannel _grpcWeb = null!;

    /// <summary>REST calls.</summary>
    public HttpClient Rest { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_issuers.Values.Select(issuer => issuer.StartAsync()));
        foreach (var service in new[] { "tasking", "roster" })
        {
            _issuers[""].AddClient($"service:{service}", ClaimsOf(Role.Service, ""));
        }

        // Known by its own name, because it alone acts for others.
        _issuers[""].AddClient(ActsForPartners, new(ClaimsOf(Role.Service, "")) { ["sub"] = ActsForPartners });

        _processes = new(_data.FullName, Settings(), peers: _authority);
        await _processes.StartAsync(CancellationToken.None);
        _grpc = GrpcChannel.ForAddress(_processes.Grpc);
        _grpcWeb = GrpcChannel.ForAddress(_processes.Http, new() { HttpHandler = new GrpcWebHandler(new HttpClientHandler()), HttpVersion = new(1, 1) });
        Rest = new() { BaseAddress = _processes.Http };
        foreach (var nation in Nations)
        {
            await new MemberService.MemberServiceClient(_grpc).CreateMemberAsync(
                new() { MemberId = IdOf(nation), Member = MemberOf(nation) }, HeadersOf(TokenOf(Role.Dispatcher, nation)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Rest.Dispose();
        _grpc.Dispose();
        _grpcWeb.Dispose();
        await _processes.DisposeAsync();
        foreach (var issuer in _issuers.Values)
        {
            await issuer.DisposeAsync();
        }

        _authority.Dispose();
        _data.Delete(recursive: true);
    }

    /// <summary>The member whose field unit a nation has.</summary>
    public static string IdOf(string nation) => $"{nation.ToLowerInvariant()}-falke-07";

    /// <summary>A token of the nation's issuer; of that of the services for the empty one.</summary>
    public string TokenOf(Role role, string nation, Forgery forgery = Forgery.None) =>
        _tokens.GetOrAdd((role, nation, forgery), _ => _issuers[nation].Token(ClaimsOf(role, nation), forgery));

    /// <summary>A token of one nation's issuer that claims to be of another.</summary>
    public string TokenAcross(string issuer, string claimed) => _issuers[issuer].Token(ClaimsOf(Role.Dispatcher, claimed));

    /// <summary>A way to call by gRPC or gRPC-Web.</summary>
    public CallInvoker Door(bool web) => (web ? _grpcWeb : _grpc).CreateCallInvoker();

    /// <summary>A service's own gRPC door, which only the gateway and other services may use.</summary>
    /// <param name="service">The service, such as <c>Roster</c>.</param>
    /// <param name="caller">Whose certificate to show; none if null.</param>
    public GrpcChannel DoorOf(string service, string? caller)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => _authority.Vouches((X509Certificate2?)certificate) },
        };
        if (caller is not null)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(_authority.CertificateOf(caller), _authority.KeyOf(caller))];
        }

        return GrpcChannel.ForAddress(new UriBuilder(_processes.DoorOf(service)) { Scheme = "https" }.Uri, new() { HttpHandler = handler, DisposeHttpClient = true });
    }

    public static Metadata HeadersOf(string? token) => token is null ? [] : new() { { "authorization", $"Bearer {token}" } };

    public static Member MemberOf(string nation) => new()
    {
        Nation = nation,
        Agency = "police",
        CallSign = $"Falke 7 {nation}",
        Languages = { "en" },
        HomeBase = new() { Location = new() { Latitude = 50, Longitude = 8 } },
    };

    /// <summary>What teams are proposed for.</summary>
    public static TeamRequirement Requirement => new()
    {
        Place = new() { Location = new() { Latitude = 50, Longitude = 9 } },
        Period = new()
        {
            StartTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
            EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddHours(4)),
        },
        MinMembers = 2,
        MaxMembers = 2,
        Quotas =
        {
            new TeamRequirement.Types.NationQuota { Nation = "DE", MinMembers = 1 },
            new TeamRequirement.Types.NationQuota { Nation = "MA", MinMembers = 1 },
        },
    };

    private static Dictionary<string, object> ClaimsOf(Role role, string nation)
    {
        var claims = new Dictionary<string, object> { ["sub"] = $"{role} of {nation}", ["roles"] = new[] { role.ToString().ToLowerInvariant() } };
        if (nation.Length > 0)
        {
            claims["nation"] = nation;
        }

        if (role == Role.Field)
        {
            claims["member"] = IdOf(nation);
        }

        return claims;
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["Identity__ClientIssuer"] = "own",
            ["Identity__MayActForPartners__0"] = ActsForPartners,
            ["Identity__Issuers__de__Authority"] = _issuers["DE"].Authority,
            ["Identity__Issuers__de__Nation"] = "DE",
            ["Identity__Issuers__ma__Authority"] = _issuers["MA"].Authority,
            ["Identity__Issuers__ma__Nation"] = "MA",
            ["Identity__Issuers__own__Authority"] = _issuers[""].Authority,
            ["Identity__Issuers__own__Kind"] = "Services",
        };
        foreach (var who in new[] { "Anonymous", "Dispatcher", "Commander", "Auditor", "Field", "Partner", "Service" })
        {
            settings[$"RateLimits__{who}__Burst"] = "100000";
            settings[$"RateLimits__{who}__PerSecond"] = "100000";
        }

        return settings;
    }
}

/// <summary>One world for all that is tried in it.</summary>
[CollectionDefinition(nameof(AccessWorld))]
public sealed class AccessWorlds : ICollectionFixture<AccessWorld>;
