using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Testing;

namespace TaskForce.Cli.Tests.Gateway;

/// <summary>A gateway and an issuer over real ports, with services that do just enough of the job in memory.</summary>
public sealed class FakeGateway : IAsyncLifetime
{
    private readonly LoopbackServer _server;

    public FakeGateway() => _server = new(services => services.AddSingleton(this), app =>
    {
        app.MapGrpcService<FakeHotspots>();
        app.MapGrpcService<FakePlans>();
        app.MapGrpcService<FakeFormation>();
        app.MapGrpcService<FakeMembers>();
        app.MapGrpcService<FakeTrainings>();
        app.MapGrpcService<FakeSupport>();
        app.MapGrpcService<FakeReleaseRules>();
        app.MapGrpcService<FakeAssets>();
        app.MapGrpcService<FakeMissions>();
        app.MapGrpcService<FakeDelegations>();
        app.MapGrpcService<FakePreAuthorisations>();
        app.MapGrpcService<FakeMandates>();
        app.MapGrpcService<FakeHandovers>();
        app.MapGrpcService<FakeOperations>();
        app.MapGrpcService<FakeReports>();
        app.MapGrpcService<FakeField>();
        app.MapGrpcService<FakeAlerts>();
        app.MapGrpcService<FakePositions>();
        app.MapGrpcService<FakeFences>();
        app.MapGrpcService<FakeGeoJson>();
        app.MapGrpcService<FakeAudit>();
        app.MapPost("/demo/token", async (HttpRequest request) => Token((await request.ReadFormAsync())["client_id"].ToString()));
    });

    public Uri Door => _server.Grpc;

    public Uri Issuer => new(_server.Http, "/demo");

    /// <summary>Who asked for a token, once for each time.</summary>
    public ConcurrentQueue<string> TokensGiven { get; } = [];

    /// <summary>How long a token holds, in seconds.</summary>
    public int TokenLife { get; set; } = 3600;

    /// <summary>Each request that changed something, and who made it.</summary>
    public ConcurrentQueue<(string Profile, Google.Protobuf.IMessage Request)> Changes { get; } = [];

    /// <summary>What the next change of a kind is refused with.</summary>
    public ConcurrentDictionary<System.Type, RpcException> Refusals { get; } = [];

    /// <summary>Whether positions are seen to enter a hotspot's area.</summary>
    public bool SeesArrivals { get; set; } = true;

    /// <summary>The last known positions.</summary>
    public List<Geolocation.V1.Position> Positions { get; } = [];

    /// <summary>The roster's audit log.</summary>
    public List<Type.V1.AuditEntry> Audit { get; } = [];

    /// <summary>What is wrong with every file that is imported.</summary>
    public List<Roster.V1.ImportFault> ImportFaults { get; } = [];

    /// <summary>What the roster proposes.</summary>
    public Roster.V1.ProposeTeamsResponse Proposals { get; set; } = Sample.Proposals;

    public ConcurrentDictionary<string, Tasking.V1.Hotspot> Hotspots { get; } = [];

    public ConcurrentDictionary<string, Roster.V1.Training> Trainings { get; } = [];

    /// <summary>The one request for support that was made.</summary>
    public Roster.V1.SupportRequest? Support { get; set; }

    /// <summary>The one release rule.</summary>
    public Type.V1.ReleaseRule? ReleaseRule { get; set; }

    /// <summary>The one operation that was created.</summary>
    public Tasking.V1.Operation? Operation { get; set; }

    /// <summary>What each member is told of a common start when their device asks for orders.</summary>
    public Tasking.V1.HHourOrder? HHour { get; set; }

    /// <summary>Ends when a device has acknowledged its instruction.</summary>
    public TaskCompletionSource Acknowledged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Each list that was asked for, as it was asked for.</summary>
    public ConcurrentQueue<Google.Protobuf.IMessage> Asked { get; } = [];

    /// <summary>Why hotspots were listed, once for each time; null if nothing was stated.</summary>
    public ConcurrentQueue<string?> Purposes { get; } = [];

    public Board Board { get; } = new();

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Notes a change, or refuses it if the test said so.</summary>
    public void Change(Google.Protobuf.IMessage request, ServerCallContext context)
    {
        Changes.Enqueue((ProfileOf(context), request));
        if (Refusals.TryGetValue(request.GetType(), out var refusal))
        {
            throw refusal;
        }
    }

    public static string ProfileOf(ServerCallContext context) =>
        context.RequestHeaders.GetValue("authorization") is { } header && header.StartsWith("Bearer token-", StringComparison.Ordinal)
            ? header["Bearer token-".Length..].Split('#')[0]
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "This call needs a valid bearer token."));

    private IResult Token(string profile)
    {
        if (profile == "nobody")
        {
            return Results.Json(new { error = "invalid_client", error_description = "There is no profile 'nobody'." }, statusCode: 400);
        }

        TokensGiven.Enqueue(profile);
        return Results.Json(new { access_token = $"token-{profile}#{TokensGiven.Count}", expires_in = TokenLife, token_type = "Bearer" });
    }
}
