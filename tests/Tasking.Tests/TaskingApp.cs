using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.Tasking.Tests.Disclosures;
using TaskForce.Tasking.Tests.Release;
using TaskForce.Testing;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.Tasking.Tests;

/// <summary>The real tasking service in process, beside a roster and a geolocation that the test plays.</summary>
public class TaskingApp : ServiceApp<Program>
{
    public TaskingApp()
    {
    }

    internal TaskingApp(TestStore store, TimeProvider? clock = null) : base(clock, store: store)
    {
    }

    internal TaskingApp(TimeProvider clock, string directory) : base(clock, directory)
    {
    }

    public FakePeers Peers { get; } = new();

    public V1.HotspotService.HotspotServiceClient Hotspots(string profile = "dispatcher.de") => new(As(profile));

    public V1.MissionService.MissionServiceClient Missions(string profile = "dispatcher.de") => new(As(profile));

    public V1.MandateService.MandateServiceClient Mandates(string profile = "dispatcher.de") => new(As(profile));

    public V1.DelegationService.DelegationServiceClient Delegations(string profile = "commander.de") => new(As(profile));

    public V1.PreAuthorisationService.PreAuthorisationServiceClient PreAuthorisations(string profile = "commander.de") => new(As(profile));

    public V1.HandoverService.HandoverServiceClient Handovers(string profile = "dispatcher.de") => new(As(profile));

    public V1.DeskService.DeskServiceClient Desk(string profile = "dispatcher.de") => new(As(profile));

    public V1.AlertService.AlertServiceClient Alerts(string profile = "dispatcher.de") => new(As(profile));

    public V1.OperationService.OperationServiceClient Operations(string profile = "dispatcher.de") => new(As(profile));

    public V1.AfterActionReportService.AfterActionReportServiceClient Reports(string profile = "dispatcher.de") => new(As(profile));

    public V1.StatisticsService.StatisticsServiceClient Statistics(string profile = "dispatcher.de") => new(As(profile));

    public V1.OrderService.OrderServiceClient Orders(string profile = "dispatcher.de") => new(As(profile));

    public V1.FieldService.FieldServiceClient Field(string member) => new(As($"field:{member}"));

    public V1.TaskPackageService.TaskPackageServiceClient Packages(string profile = "dispatcher.de") => new(As(profile));

    /// <summary>A hotspot at the reference port.</summary>
    public static V1.Hotspot PortHotspot => new()
    {
        Kind = V1.Hotspot.Types.Kind.HumanTrafficking,
        Severity = V1.Hotspot.Types.Severity.High,
        HostNation = "MA",
        Place = new() { PlaceId = "ma-tanger-med", DisplayName = "Tanger Med Port", Location = new() { Latitude = 35.89, Longitude = -5.5 } },
    };

    /// <summary>A team of two nations.</summary>
    public static IEnumerable<Roster.V1.TeamMember> Team =>
    [
        new() { Member = "members/de-falke-07", Role = Role.Leader },
        new() { Member = "members/ma-atlas-12", Role = Role.Deputy },
        new() { Member = "members/ma-atlas-13", Role = Role.Member },
    ];

    /// <summary>A mission that has gone as far as <paramref name="state"/>.</summary>
    public async Task<V1.Mission> MissionAsync(V1.Mission.Types.State state = V1.Mission.Types.State.Draft) => await MissionAsync(state, Team);

    /// <summary>The same with a team of one's own.</summary>
    public async Task<V1.Mission> MissionAsync(V1.Mission.Types.State state, IEnumerable<Roster.V1.TeamMember> team)
    {
        var hotspot = await Hotspots().CreateHotspotAsync(new() { Hotspot = PortHotspot });
        var mission = await Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });
        if (state >= V1.Mission.Types.State.AwaitingApproval)
        {
            mission = await Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { team } });
        }

        if (state >= V1.Mission.Types.State.Approved)
        {
            await Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name });
            mission = await Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name });
        }

        return state >= V1.Mission.Types.State.Ordered
            ? await Missions().DispatchMissionAsync(new() { Name = mission.Name })
            : mission;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach (var nation in new[] { "DE", "MA" })
        {
            builder.UseSetting($"Packages:Keys:{nation}", PackageKey(nation));
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(new Roster.V1.FormationService.FormationServiceClient(Peers.Invoker));
            services.AddSingleton(new Roster.V1.MemberService.MemberServiceClient(Peers.Invoker));
            services.AddSingleton(new Roster.V1.TrainingService.TrainingServiceClient(Peers.Invoker));
            services.AddSingleton(new Roster.V1.ReleaseRuleService.ReleaseRuleServiceClient(Peers.Invoker));
            services.AddSingleton(new Geolocation.V1.PositionService.PositionServiceClient(Peers.Invoker));
            services.AddSingleton(new Geolocation.V1.DisclosureService.DisclosureServiceClient(Peers.Invoker));
            services.AddSingleton(new Geolocation.V1.MapService.MapServiceClient(Peers.Invoker.Intercept(new PeerInterceptor("geolocation", TimeProvider.System))));
            services.AddSingleton(new Geolocation.V1.GeofenceService.GeofenceServiceClient(Peers.Invoker));
        });
    }

    private string PackageKey(string nation)
    {
        var file = Path.Combine(DataDirectory, $"packages-{nation}.pem");
        if (!File.Exists(file))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        }

        return file;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Peers.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same in a PostgreSQL database of its own.</summary>
public sealed class PostgresTaskingApp : TaskingApp
{
    private readonly TestStore _store;

    public PostgresTaskingApp() : this(new PostgresTestStore())
    {
    }

    private PostgresTaskingApp(TestStore store) : base(store) => _store = store;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _store.Dispose();
    }
}

/// <summary>A roster and a geolocation over real channels, played by the test.</summary>
public sealed class FakePeers : IAsyncDisposable
{
    private readonly WebApplication _app;

    public FakePeers()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton(Fences);
        builder.Services.AddSingleton(Rules);
        _app = builder.Build();
        _app.MapGrpcService<FakeRoster>();
        _app.MapGrpcService<FakeMembers>();
        _app.MapGrpcService<FakeTrainings>();
        _app.MapGrpcService<FakePositions>();
        _app.MapGrpcService<FakeDisclosures>();
        _app.MapGrpcService<FakeGeofences>();
        _app.MapGrpcService<FakeMap>();
        _app.MapGrpcService<FakeReleaseRules>();
        _app.StartAsync().GetAwaiter().GetResult();
        Invoker = GrpcChannel.ForAddress("http://peers", new() { HttpHandler = _app.GetTestServer().CreateHandler() }).CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    /// <summary>The release rules that the roster keeps: those of the demo, until a test has others.</summary>
    public FakeRules Rules { get; } = new();

    /// <summary>The trainings that the roster counted.</summary>
    public Roster.V1.CountTrainingsResponse Trainings { get; set; } = new();

    /// <summary>What the next reservation, confirmation or count is refused with; null grants it.</summary>
    public RpcException? Refusal { get; set; }

    /// <summary>The teams reserved, by name; replace one to change it behind the service's back.</summary>
    public ConcurrentDictionary<string, Roster.V1.Team> Teams { get; } = [];

    /// <summary>The members who are not simply on duty, by name.</summary>
    public ConcurrentDictionary<string, Roster.V1.Member> Members { get; } = [];

    /// <summary>Who was asked about, as it comes.</summary>
    public Channel<string> AskedAbout { get; } = Channel.CreateUnbounded<string>();

    /// <summary>Who the roster would send instead of anybody; null for nobody.</summary>
    public string? Replacement { get; set; } = "members/ma-atlas-14";

    /// <summary>Whether the roster does not answer questions about members and repairs.</summary>
    public bool IsAway { get; set; }

    /// <summary>What happens while the roster reserves a team.</summary>
    public Func<Task>? BeforeReserving { get; set; }

    /// <summary>The hard duty-time rules that the next teams break.</summary>
    public List<Roster.V1.RuleBreach> Breaches { get; } = [];

    public ConcurrentBag<string> Reserved { get; } = [];

    public ConcurrentBag<string> Confirmed { get; } = [];

    /// <summary>What geolocation was told to disclose.</summary>
    public DisclosureDesk Disclosures { get; } = new();

    /// <summary>Each release, as it comes.</summary>
    public Channel<string> Released { get; } = Channel.CreateUnbounded<string>();

    public Channel<Roster.V1.TeamEvent> TeamEvents { get; } = Channel.CreateUnbounded<Roster.V1.TeamEvent>();

    /// <summary>The cursors that the roster's log does not go on from; a watch with one of them is refused.</summary>
    public Func<long, bool> IsOffTheLog { get; set; } = _ => false;

    /// <summary>Each cursor that the roster was asked with, as it comes.</summary>
    public Channel<long> TeamCursors { get; } = Channel.CreateUnbounded<long>();

    /// <summary>Where the roster says that its log ends.</summary>
    public long TeamSequence { get; set; }

    /// <summary>The geofences, and what they tell.</summary>
    public FakeFences Fences { get; } = new();

    /// <summary>The last known positions of those who have one, by subject.</summary>
    public ConcurrentDictionary<string, Geolocation.V1.Position> Known { get; } = [];

    /// <summary>What was asked of the map, as it comes.</summary>
    public ConcurrentQueue<Geolocation.V1.GetMapExtractRequest> MapsAsked { get; } = [];

    /// <summary>Positions of anybody.</summary>
    public Channel<Geolocation.V1.PositionEvent> Moves { get; } = Channel.CreateUnbounded<Geolocation.V1.PositionEvent>();

    /// <summary>What teams were asked to fulfil when they were reserved.</summary>
    public ConcurrentQueue<Type.V1.TeamRequirement> Requirements { get; } = [];

    public static RpcException Refuse(Code code, string reason) => new Google.Rpc.Status
    {
        Code = (int)code,
        Message = reason,
        Details = { Google.Protobuf.WellKnownTypes.Any.Pack(new ErrorInfo { Reason = reason, Domain = "taskforce.dev" }) },
    }.ToRpcException();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class FakeMap(FakePeers peers) : Geolocation.V1.MapService.MapServiceBase
    {
        public override Task<Type.V1.MapExtract> GetMapExtract(Geolocation.V1.GetMapExtractRequest request, ServerCallContext context)
        {
            peers.ThrowIfAway();
            peers.MapsAsked.Enqueue(request);
            return Task.FromResult(new Type.V1.MapExtract { SouthWest = request.Center, CellDegrees = 1, Columns = 1, Runs = { new Type.V1.MapExtract.Types.Run { Length = 1 } } });
        }
    }

    private sealed class FakeRoster(FakePeers peers) : Roster.V1.FormationService.FormationServiceBase
    {
        private readonly ConcurrentDictionary<string, Roster.V1.Team> _teams = peers.Teams;

        public override async Task<Roster.V1.Team> ReserveTeam(Roster.V1.ReserveTeamRequest request, ServerCallContext context)
        {
            Throw();
            peers.Requirements.Enqueue(request.Requirement);
            await (peers.BeforeReserving?.Invoke() ?? Task.CompletedTask);
            if (_teams.TryGetValue(ResourceNameOf(request.RequestId), out var known))
            {
                return known;
            }

            if (request.TakeFrom.Length > 0 && !_teams.ContainsKey(request.TakeFrom))
            {
                throw Refuse(Code.FailedPrecondition, "TEAM_STATE");
            }

            foreach (var earlier in _teams.Values.Where(team => team.Holder == request.Holder || team.Name == request.TakeFrom).ToList())
            {
                _teams.TryRemove(earlier.Name, out _);
            }

            var team = new Roster.V1.Team { Name = ResourceNameOf(request.RequestId), Holder = request.Holder, Members = { request.Members }, Breaches = { peers.Breaches } };
            foreach (var member in team.Members)
            {
                member.Nation = NationOf(member.Member);
                member.CallSign = member.Member;
            }

            peers.Reserved.Add(team.Name);
            _teams[team.Name] = team;
            return team;
        }

        public override Task<Roster.V1.Team> ConfirmTeam(Roster.V1.ConfirmTeamRequest request, ServerCallContext context)
        {
            Throw();
            peers.Confirmed.Add(request.Name);
            return Task.FromResult(_teams[request.Name]);
        }

        public override Task<Roster.V1.Team> ReleaseTeam(Roster.V1.ReleaseTeamRequest request, ServerCallContext context)
        {
            _teams.TryRemove(request.Name, out _);
            peers.Released.Writer.TryWrite(request.Name);
            return Task.FromResult(new Roster.V1.Team { Name = request.Name });
        }

        public override Task<Roster.V1.Repair> ProposeRepair(Roster.V1.ProposeRepairRequest request, ServerCallContext context)
        {
            peers.ThrowIfAway();
            var repair = new Roster.V1.Repair { Message = peers.Replacement is { } who ? $"Send {who} for {request.Excluded[0]}." : "No exchange of members makes the team valid." };
            if (peers.Replacement is { } incoming)
            {
                repair.Exchanges.Add(new Roster.V1.Repair.Types.Exchange
                {
                    Outgoing = request.Excluded[0],
                    OutgoingNation = NationOf(request.Excluded[0]),
                    Incoming = new() { Member = incoming, Nation = NationOf(incoming) },
                });
                repair.Nations.AddRange(new[] { request.Excluded[0], incoming }.Select(NationOf).Distinct());
            }

            return Task.FromResult(repair);
        }

        public override Task<Roster.V1.ListTeamsResponse> ListTeams(Roster.V1.ListTeamsRequest request, ServerCallContext context) =>
            Task.FromResult(new Roster.V1.ListTeamsResponse { Teams = { _teams.Values.Where(team => request.Filter.Holder.Length == 0 || team.Holder == request.Filter.Holder) }, Sequence = peers.TeamSequence });

        public override async Task WatchTeams(
            Roster.V1.WatchTeamsRequest request, IServerStreamWriter<Roster.V1.TeamEvent> responseStream, ServerCallContext context)
        {
            peers.TeamCursors.Writer.TryWrite(request.After);
            if (peers.IsOffTheLog(request.After))
            {
                throw Refuse(Code.OutOfRange, "LOG_TRUNCATED");
            }

            await foreach (var change in peers.TeamEvents.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(change);
            }
        }

        // As the ids of members begin.
        private static string NationOf(string member) => member.Split('/', '-')[1].ToUpperInvariant();

        // As the real roster: the same request id is the same team.
        private static string ResourceNameOf(string requestId) => $"teams/t{requestId.Replace("-", "", StringComparison.Ordinal)[..9]}";

        private void Throw()
        {
            if (peers.Refusal is { } refusal)
            {
                throw refusal;
            }
        }
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new RpcException(new(StatusCode.Unavailable, "The roster is away."));
        }
    }

    private sealed class FakeMembers(FakePeers peers) : Roster.V1.MemberService.MemberServiceBase
    {
        public override Task<Roster.V1.Member> GetMember(Roster.V1.GetMemberRequest request, ServerCallContext context)
        {
            peers.AskedAbout.Writer.TryWrite(request.Name);
            peers.ThrowIfAway();
            return Task.FromResult(peers.Members.GetValueOrDefault(request.Name)
                ?? new() { Name = request.Name, Duty = Roster.V1.Member.Types.Duty.OnDuty });
        }
    }

    private sealed class FakeTrainings(FakePeers peers) : Roster.V1.TrainingService.TrainingServiceBase
    {
        public override Task<Roster.V1.CountTrainingsResponse> CountTrainings(Roster.V1.CountTrainingsRequest request, ServerCallContext context) =>
            peers.Refusal is { } refusal ? throw refusal : Task.FromResult(peers.Trainings);
    }

    private sealed class FakePositions(FakePeers peers) : Geolocation.V1.PositionService.PositionServiceBase
    {
        public override Task<Geolocation.V1.Position> GetPosition(Geolocation.V1.GetPositionRequest request, ServerCallContext context) =>
            peers.Known.TryGetValue(request.Name["positions/".Length..], out var position)
                ? Task.FromResult(position) : throw Refuse(Code.NotFound, "POSITION_NOT_FOUND");

        public override async Task WatchPositions(
            Geolocation.V1.WatchPositionsRequest request, IServerStreamWriter<Geolocation.V1.PositionEvent> responseStream, ServerCallContext context)
        {
            await foreach (var change in peers.Moves.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(change);
            }
        }
    }
}
