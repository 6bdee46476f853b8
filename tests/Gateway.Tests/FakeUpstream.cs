using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests;

/// <summary>A service on two real ports, as every service has them, whose methods the test plays.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    /// <summary>A hotspot that does not exist.</summary>
    public const string Missing = "hotspots/missing";

    /// <summary>The sequence of an event in whose place the service dies, and of a request that it dies of.</summary>
    public const long Death = -1;

    private readonly WebApplication _app;

    private FakeUpstream()
    {
        var builder = WebApplication.CreateBuilder();
        // The gateway's own settings lie beside the tests.
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = 8 * 1024 * 1024)
            .AddJsonTranscoding(options => options.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor));
        builder.Services.AddGrpcHealthChecks(options => options.Services.Map("taskforce.tasking.v1.HotspotService", _ => true))
            .AddCheck("process", () => HealthCheckResult.Healthy());
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        _app.MapGrpcHealthChecksService();
        _app.MapGrpcService<FakeHotspots>();
        _app.MapGrpcService<FakePositions>();
        _app.MapGrpcService<FakeDevices>();
        // The issuer of the gateway's own token; nobody here looks at it.
        _app.MapPost("/token", () => Results.Json(new { access_token = "gateway", expires_in = 3600 }));
    }

    public string Http => _app.Urls.First();

    public string Grpc => _app.Urls.Last();

    private readonly ConcurrentDictionary<string, Feed> _feeds = [];

    /// <summary>The headers of the last call of GetHotspot.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>The devices that the roster lists as revoked.</summary>
    public ConcurrentBag<string> Revoked { get; } = [];

    /// <summary>Devices that are revoked while the gateway watches.</summary>
    public Channel<string> Revocations { get; } = Channel.CreateUnbounded<string>();

    // Bound for as long as the tests run, so that nobody else gets the port, and never listening.
    private static readonly Socket Deaf = Bind();

    /// <summary>A port on which nobody listens.</summary>
    public static string NobodyThere => $"http://{Deaf.LocalEndPoint}";

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>What the watch with this <c>filter.host_nation</c> sends.</summary>
    public Feed FeedOf(string watch) => _feeds.GetOrAdd(watch, _ => new());

    public static async Task<FakeUpstream> StartAsync()
    {
        var upstream = new FakeUpstream();
        await upstream._app.StartAsync();
        return upstream;
    }

    public Task StopAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class FakeHotspots(FakeUpstream upstream) : HotspotService.HotspotServiceBase
    {
        public override Task<Hotspot> GetHotspot(GetHotspotRequest request, ServerCallContext context)
        {
            upstream.Headers = context.GetHttpContext().Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
            return request.Name == Missing ? throw Refusal.ToRpcException() : Task.FromResult(new Hotspot { Name = request.Name });
        }

        public override Task<Hotspot> UpdateHotspot(UpdateHotspotRequest request, ServerCallContext context) => throw new Google.Rpc.Status
        {
            Code = (int)Code.Aborted,
            Message = "hotspots/x has changed.",
            Details = { Any.Pack(new ErrorInfo { Reason = "STALE_ETAG", Domain = "taskforce.dev" }) },
        }.ToRpcException();

        public override Task<Hotspot> CreateHotspot(CreateHotspotRequest request, ServerCallContext context) => Task.FromResult(new Hotspot());

        /// <summary>Sends as many events as <c>after</c> says and ends; for 0, what the test gives it.</summary>
        public override async Task WatchHotspots(WatchHotspotsRequest request, IServerStreamWriter<HotspotEvent> responseStream, ServerCallContext context)
        {
            for (var sequence = 1; sequence <= request.After; sequence++)
            {
                await responseStream.WriteAsync(new() { Sequence = sequence });
            }

            if (request.After == 0)
            {
                await SendAsync(upstream.FeedOf(request.Filter.HostNation), responseStream, context);
            }
        }

        private static Google.Rpc.Status Refusal => new()
        {
            Code = (int)Code.NotFound,
            Message = "hotspots/missing does not exist – nicht da.",
            Details = { Any.Pack(new ErrorInfo { Reason = "HOTSPOT_NOT_FOUND", Domain = "taskforce.dev" }) },
        };

        private static async Task SendAsync(Feed feed, IServerStreamWriter<HotspotEvent> responseStream, ServerCallContext context)
        {
            try
            {
                await foreach (var change in feed.Events.Reader.ReadAllAsync(context.CancellationToken))
                {
                    if (change.Sequence == Death)
                    {
                        context.GetHttpContext().Features.Get<IConnectionLifetimeFeature>()!.Abort();
                        return;
                    }

                    await responseStream.WriteAsync(change);
                }
            }
            catch
            {
                // Not registered at the token: that may be disposed before its turn comes.
                feed.HungUp.TrySetResult();
                throw;
            }
        }
    }

    private sealed class FakeDevices(FakeUpstream upstream) : DeviceService.DeviceServiceBase
    {
        public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context) =>
            Task.FromResult(new ListDevicesResponse { Devices = { upstream.Revoked.Select(name => new Device { Name = name }) }, Sequence = 7 });

        public override async Task WatchDevices(WatchDevicesRequest request, IServerStreamWriter<DeviceEvent> responseStream, ServerCallContext context)
        {
            Assert.Equal(7, request.After);
            await responseStream.WriteAsync(new() { Type = DeviceEvent.Types.Type.Heartbeat, Sequence = 7 });
            await foreach (var name in upstream.Revocations.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(new() { Type = DeviceEvent.Types.Type.Revoked, Sequence = 8, Device = new() { Name = name } });
            }
        }

        public override Task<EnrolDeviceResponse> EnrolDevice(EnrolDeviceRequest request, ServerCallContext context) =>
            Task.FromResult(new EnrolDeviceResponse { CertificateChain = request.Code });
    }

    private sealed class FakePositions : Geolocation.V1.PositionService.PositionServiceBase
    {
        public override async Task StreamPositions(
            IAsyncStreamReader<Geolocation.V1.StreamPositionsRequest> requestStream,
            IServerStreamWriter<Geolocation.V1.StreamPositionsResponse> responseStream, ServerCallContext context)
        {
            await foreach (var request in requestStream.ReadAllAsync())
            {
                if (request.Sequence == Death)
                {
                    context.GetHttpContext().Features.Get<IConnectionLifetimeFeature>()!.Abort();
                    return;
                }

                await responseStream.WriteAsync(new() { AcknowledgedSequence = request.Sequence });
            }
        }
    }
}

/// <summary>What one watch sends until its caller hangs up.</summary>
public sealed class Feed
{
    public Channel<HotspotEvent> Events { get; } = Channel.CreateUnbounded<HotspotEvent>();

    /// <summary>Done when the caller hung up.</summary>
    public TaskCompletionSource HungUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Send(long sequence) => Events.Writer.TryWrite(new() { Sequence = sequence });
}
