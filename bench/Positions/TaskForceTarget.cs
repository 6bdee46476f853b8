using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;

namespace TaskForce.Positions;

/// <summary>The real geolocation service, asked at its own door, with the gateway beside it only to issue tokens.</summary>
internal sealed class TaskForceTarget : IServer
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-bench-");
    private readonly ServiceProcesses _services;
    private readonly Dictionary<string, string> _tokens = [];
    private readonly PositionService.PositionServiceClient _asking;
    private readonly GrpcChannel _channel;
    private readonly Uri _issuer;

    private TaskForceTarget(IReadOnlyDictionary<string, string> settings, TaskForceTarget? issuer)
    {
        _services = new(_data.FullName, settings);
        _issuer = issuer?._issuer ?? new Uri(_services.Http, "demo");
        _channel = GrpcChannel.ForAddress(_services.DoorOf("Geolocation"), new() { MaxReceiveMessageSize = null });
        _asking = new(_channel);
    }

    public string Name => "TaskForce";

    /// <summary>Starts it, with an issuer of its own or another's.</summary>
    public static async Task<TaskForceTarget> StartAsync(IReadOnlyDictionary<string, string>? settings = null, TaskForceTarget? issuer = null)
    {
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>());
        if (issuer is not null)
        {
            all["Identity__Issuers__demo__Authority"] = issuer._issuer.ToString();
        }

        var target = new TaskForceTarget(all, issuer);
        target._services.Start("Geolocation");
        if (issuer is null)
        {
            target._services.Start("Gateway");
        }

        foreach (var profile in new[] { "partner.demo", "dispatcher.de" })
        {
            target._tokens[profile] = await target.FetchAsync(profile);
        }

        await target.WaitAsync();
        return target;
    }

    /// <summary>How long it takes from the start of a process whose predecessor was killed until it answers.</summary>
    public async Task<TimeSpan> RestartAsync()
    {
        await _services.KillAsync("Geolocation");
        var began = Stopwatch.GetTimestamp();
        _services.Start("Geolocation");
        await WaitAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    public Task<ILane> OpenAsync()
    {
        var wire = new Wire();
        return Task.FromResult<ILane>(new TaskForceLane(Channel(wire), Headers("partner.demo"), wire));
    }

    public async Task<int> FindAsync(Inquiry inquiry)
    {
        var question = new FindNearestRequest { Location = new() { Latitude = inquiry.Latitude, Longitude = inquiry.Longitude }, MaxResults = inquiry.Most };
        if (inquiry.IsBox)
        {
            question.Filter = new() { Area = new() { Polygon = BoxOf(inquiry) } };
        }
        else
        {
            question.RadiusMetres = inquiry.Radius;
        }

        return (await _asking.FindNearestAsync(question, Headers("dispatcher.de"))).Neighbours.Count;
    }

    public TimeSpan ProcessorTime => Processes.TimeOf(_services.ProcessOf("Geolocation"));

    public long DiskBytes => _data.BytesOnDisk();

    /// <summary>Where the service keeps positions.</summary>
    public string TrackFile => Path.Combine(_data.FullName, "geolocation.db");

    /// <summary>How many positions a subject has in a period, UTC ticks.</summary>
    public async Task<int> TrackAsync(string subject, long from, long before)
    {
        var page = await _asking.ListTrackPointsAsync(new()
        {
            Parent = $"positions/{subject}",
            Period = new() { StartTime = Time(from), EndTime = Time(before) },
            PageSize = 5000,
        }, Headers("dispatcher.de"));
        return page.TrackPoints.Count;
    }

    /// <summary>Reports a subject once, now.</summary>
    public async Task ReportAsync(string subject) => await _asking.ReportPositionsAsync(
        new() { Reports = { new PositionReport { Subject = subject, Location = new(), EventTime = Time(TimeProvider.System.GetUtcNow().UtcTicks) } } }, Headers("partner.demo"));

    /// <summary>What the process tells about how it keeps up with others.</summary>
    public async Task<ReplicaState> StateAsync() =>
        await new ReplicaService.ReplicaServiceClient(_channel).GetReplicaStateAsync(new(), Headers("dispatcher.de"));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _services.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task WaitAsync() =>
        await _asking.FindNearestAsync(new() { Location = new() }, new CallOptions(Headers("dispatcher.de")).WithWaitForReady());

    private async Task<string> FetchAsync(string profile)
    {
        var credentials = new ClientCredentials(_issuer, profile);
        while (true)
        {
            try
            {
                var token = new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation));
                return await token.GetAsync(default);
            }
            catch (Exception silence) when (silence is HttpRequestException or RpcException { StatusCode: StatusCode.Unavailable })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private GrpcChannel Channel(Wire wire) => GrpcChannel.ForAddress(_services.DoorOf("Geolocation"), new()
    {
        HttpHandler = new SocketsHttpHandler { ConnectCallback = wire.ConnectAsync },
        DisposeHttpClient = true,
    });

    private static TaskForce.Type.V1.Area.Types.Polygon BoxOf(Inquiry inquiry)
    {
        const double MetresPerDegree = 111_195;
        var north = inquiry.Radius / MetresPerDegree;
        var east = north / Math.Cos(inquiry.Latitude * Math.PI / 180);
        return new()
        {
            Vertices = { new[] { (-1, -1), (-1, 1), (1, 1), (1, -1) }.Select(corner => new Google.Type.LatLng
            {
                Latitude = inquiry.Latitude + (corner.Item1 * north),
                Longitude = inquiry.Longitude + (corner.Item2 * east),
            }) },
        };
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp Time(long ticks) =>
        Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(new(ticks, TimeSpan.Zero));

    private Metadata Headers(string profile) => new() { { "authorization", $"Bearer {_tokens[profile]}" } };
}
