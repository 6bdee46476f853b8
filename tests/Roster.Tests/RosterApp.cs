using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Google.Type;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskForce.Testing;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Tests;

/// <summary>The real roster service in process, beside a geolocation that the test plays.</summary>
public sealed class RosterApp : ServiceApp<Program>
{
    private readonly FakeGeolocation _geolocation = new();
    private readonly (string Key, string Value)[] _settings = [];

    public RosterApp()
    {
    }

    internal RosterApp(TestStore store, TimeProvider? clock = null, params (string Key, string Value)[] settings) : base(clock, store: store) => _settings = settings;

    internal RosterApp(TimeProvider clock, string? directory = null) : base(clock, directory)
    {
    }

    public static readonly DateTimeOffset Start = new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero);

    public V1.MemberService.MemberServiceClient Members(string profile = "dispatcher.de") => new(As(profile));

    public V1.AssetService.AssetServiceClient Assets(string profile = "dispatcher.de") => new(As(profile));

    public V1.TrainingService.TrainingServiceClient Trainings(string profile = "dispatcher.de") => new(As(profile));

    public V1.SupportService.SupportServiceClient Support(string profile = "dispatcher.de") => new(As(profile));

    public V1.DeviceService.DeviceServiceClient Devices(string? profile = "dispatcher.de") => new(As(profile));

    public V1.FormationService.FormationServiceClient Formation(string profile = "service:tasking") => new(As(profile));

    /// <summary>A point so many hours of travel from the place of <see cref="Requirement"/>.</summary>
    public static Place Away(double hours) => new() { DisplayName = $"{hours} h away", Location = new LatLng { Latitude = 0, Longitude = hours } };

    /// <summary>A team of four of two nations, at longitude 0, for a day.</summary>
    public static TeamRequirement Requirement => new()
    {
        Place = Away(0),
        Period = new() { StartTime = Start.ToTimestamp(), EndTime = Start.AddDays(1).ToTimestamp() },
        MinMembers = 4,
        MaxMembers = 6,
        Quotas = { new TeamRequirement.Types.NationQuota { Nation = "DE", MinMembers = 2 }, new TeamRequirement.Types.NationQuota { Nation = "MA", MinMembers = 2 } },
        MaxTravelTime = TimeSpan.FromHours(12).ToDuration(),
    };

    public static V1.Member MemberOf(string nation, string callSign, double hoursAway, params string[] skills) => new()
    {
        Nation = nation,
        Agency = $"Agency of {nation}",
        CallSign = callSign,
        Languages = { "fr", nation == "DE" ? "de" : "ar" },
        HomeBase = Away(hoursAway),
        Qualifications = { skills.Select(skill => new V1.Qualification { Skill = skill, Grade = 3 }) },
    };

    /// <summary>Enters a member, on duty unless said otherwise.</summary>
    public async Task<V1.Member> EnterAsync(V1.Member member, V1.Member.Types.Duty duty = V1.Member.Types.Duty.OnDuty, string? id = null) =>
        await Members($"dispatcher.{member.Nation}").CreateMemberAsync(
            new() { Member = member, MemberId = id ?? $"{member.Nation}-{member.CallSign}".ToLowerInvariant(), Duty = duty });

    /// <summary>Enters the smallest roster that meets <see cref="Requirement"/>, and one to spare on each side.</summary>
    public async Task EnterTeamAsync()
    {
        foreach (var nation in new[] { "DE", "MA" })
        {
            await EnterAsync(MemberOf(nation, "lead-1", 2, "team-leader"));
            await EnterAsync(MemberOf(nation, "unit-2", 1));
            await EnterAsync(MemberOf(nation, "unit-3", 5));
        }
    }

    /// <summary>The best team for <see cref="Requirement"/>.</summary>
    public async Task<V1.TeamProposal> ProposeAsync() =>
        (await Formation().ProposeTeamsAsync(new() { Requirement = Requirement })).Proposals[0];

    public static V1.ReserveTeamRequest Reserve(V1.TeamProposal proposal, string holder = "missions/first") =>
        new() { Holder = holder, Members = { proposal.Members }, Assets = { proposal.Assets }, Requirement = Requirement };

    public static async Task<RpcException> Refused<T>(StatusCode code, string reason, AsyncUnaryCall<T> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal((code, reason), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        return refusal;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton(new Geolocation.V1.PositionService.PositionServiceClient(_geolocation.Invoker)));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _geolocation.DisposeAsync();
    }
}

/// <summary>A geolocation in which a degree of longitude is an hour, and nobody crosses the pole.</summary>
internal sealed class FakeGeolocation : IAsyncDisposable
{
    private readonly WebApplication _app;

    public FakeGeolocation()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddGrpc();
        _app = builder.Build();
        _app.MapGrpcService<Positions>();
        _app.StartAsync().GetAwaiter().GetResult();
        Invoker = GrpcChannel.ForAddress("http://geolocation", new() { HttpHandler = _app.GetTestServer().CreateHandler() }).CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Positions : Geolocation.V1.PositionService.PositionServiceBase
    {
        public override Task<Geolocation.V1.EstimateArrivalsResponse> EstimateArrivals(Geolocation.V1.EstimateArrivalsRequest request, ServerCallContext context) =>
            Task.FromResult(new Geolocation.V1.EstimateArrivalsResponse
            {
                Estimates =
                {
                    from origin in request.Origins
                    from destination in request.Destinations
                    select new Geolocation.V1.EstimateArrivalsResponse.Types.Estimate
                    {
                        TravelTime = origin.Location.Latitude > 80 ? null
                            : TimeSpan.FromHours(Math.Abs(origin.Location.Longitude - destination.Longitude)).ToDuration(),
                        Mode = origin.Modes[0],
                        Basis = Geolocation.V1.EstimateArrivalsResponse.Types.Basis.RoutingEngine,
                        FromKnownPosition = origin.Subject.Length > 0,
                        Legs = { request.WithLegs ? [new Geolocation.V1.EstimateArrivalsResponse.Types.Leg { DisplayName = origin.Subject }] : [] },
                    },
                },
            });
    }
}
