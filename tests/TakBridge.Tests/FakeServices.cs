using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.TakBridge.Tests;

/// <summary>The services behind the bridge, played by the test: what they are asked, as whom, and what they answer.</summary>
public sealed class FakeServices : IAsyncDisposable
{
    private readonly WebApplication _app;

    public FakeServices()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<Positions>();
        _app.MapGrpcService<Hotspots>();
        _app.MapGrpcService<Field>();
        _app.MapGrpcService<Devices>();
        _app.StartAsync().GetAwaiter().GetResult();
        Invoker = GrpcChannel.ForAddress("http://services", new() { HttpHandler = _app.GetTestServer().CreateHandler() }).CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    /// <summary>What was reported, with as whom.</summary>
    public Channel<(string As, PositionReport Report)> Reported { get; } = Channel.CreateUnbounded<(string, PositionReport)>();

    /// <summary>What was said of orders.</summary>
    public Channel<(string As, AcknowledgeOrderRequest Request)> Acknowledged { get; } = Channel.CreateUnbounded<(string, AcknowledgeOrderRequest)>();

    /// <summary>What was said of the work.</summary>
    public Channel<ReportProgressRequest> Progressed { get; } = Channel.CreateUnbounded<ReportProgressRequest>();

    /// <summary>Calls for help.</summary>
    public Channel<(string As, NeedHelpRequest Request)> Help { get; } = Channel.CreateUnbounded<(string, NeedHelpRequest)>();

    /// <summary>What watchers are told of; one watcher at a time.</summary>
    public Channel<PositionEvent> Units { get; set; } = Channel.CreateUnbounded<PositionEvent>();

    public Channel<HotspotEvent> HotspotChanges { get; } = Channel.CreateUnbounded<HotspotEvent>();

    public Channel<OrderEvent> Orders { get; } = Channel.CreateUnbounded<OrderEvent>();

    /// <summary>Devices that are revoked, one by one.</summary>
    public Channel<string> Revoked { get; } = Channel.CreateUnbounded<string>();

    /// <summary>The hotspots that are there.</summary>
    public List<Hotspot> Active { get; } = [];

    /// <summary>How each call that changes something is refused; not at all if null.</summary>
    public Status? Refusal { get; set; }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Check()
    {
        if (Refusal is { } refusal)
        {
            throw new RpcException(refusal);
        }
    }

    private static string AsWhom(ServerCallContext context) => context.RequestHeaders.GetValue("x-taskforce-acting-for-device") ?? "";

    private static async Task SendAsync<T>(Channel<T> events, IServerStreamWriter<T> stream, ServerCallContext context)
    {
        await foreach (var change in events.Reader.ReadAllAsync(context.CancellationToken))
        {
            await stream.WriteAsync(change);
        }

        throw new RpcException(new(StatusCode.Unavailable, "It breaks off."));
    }

    private sealed class Positions(FakeServices all) : PositionService.PositionServiceBase
    {
        public override Task<ReportPositionsResponse> ReportPositions(ReportPositionsRequest request, ServerCallContext context)
        {
            all.Check();
            foreach (var report in request.Reports)
            {
                all.Reported.Writer.TryWrite((AsWhom(context), report));
            }

            return Task.FromResult(new ReportPositionsResponse { StoredCount = request.Reports.Count });
        }

        public override Task WatchPositions(WatchPositionsRequest request, IServerStreamWriter<PositionEvent> responseStream, ServerCallContext context) =>
            SendAsync(all.Units, responseStream, context);
    }

    private sealed class Hotspots(FakeServices all) : HotspotService.HotspotServiceBase
    {
        public override Task<ListHotspotsResponse> ListHotspots(ListHotspotsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListHotspotsResponse { Hotspots = { all.Active }, Sequence = 7 });

        public override Task WatchHotspots(WatchHotspotsRequest request, IServerStreamWriter<HotspotEvent> responseStream, ServerCallContext context) =>
            SendAsync(all.HotspotChanges, responseStream, context);
    }

    private sealed class Field(FakeServices all) : FieldService.FieldServiceBase
    {
        public override Task ReceiveOrders(ReceiveOrdersRequest request, IServerStreamWriter<OrderEvent> responseStream, ServerCallContext context) =>
            SendAsync(all.Orders, responseStream, context);

        public override Task<Order> AcknowledgeOrder(AcknowledgeOrderRequest request, ServerCallContext context)
        {
            all.Check();
            all.Acknowledged.Writer.TryWrite((AsWhom(context), request));
            return Task.FromResult(new Order { Name = request.Name, Title = "Harbour", Rung = request.Rung });
        }

        public override Task<Order> ReportProgress(ReportProgressRequest request, ServerCallContext context)
        {
            all.Check();
            all.Progressed.Writer.TryWrite(request);
            return Task.FromResult(new Order { Name = request.Name, Title = "Harbour", Rung = Order.Types.Rung.Accepted });
        }

        public override Task<Alert> NeedHelp(NeedHelpRequest request, ServerCallContext context)
        {
            all.Check();
            all.Help.Writer.TryWrite((AsWhom(context), request));
            return Task.FromResult(new Alert());
        }
    }

    private sealed class Devices(FakeServices all) : DeviceService.DeviceServiceBase
    {
        public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context) => Task.FromResult(new ListDevicesResponse());

        public override async Task WatchDevices(WatchDevicesRequest request, IServerStreamWriter<DeviceEvent> responseStream, ServerCallContext context)
        {
            await responseStream.WriteAsync(new());
            await foreach (var device in all.Revoked.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(new() { Device = new() { Name = device, State = Device.Types.State.Revoked } });
            }
        }
    }
}
