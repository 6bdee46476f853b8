using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Testing;

namespace TaskForce.Client.Tests;

/// <summary>A server whose part the test plays, over a real port.</summary>
public sealed class FakeServer : IAsyncLifetime
{
    private readonly LoopbackServer _server;
    private readonly List<TaskForceConnection> _connections = [];

    public FakeServer() => _server = new(services => services.AddSingleton(this), app =>
    {
        app.MapGrpcService<FakeField>();
        app.MapGrpcService<FakeDevices>();
        app.MapGrpcService<FakeTaskPackages>();
        app.MapGrpcService<FakeMissions>();
        app.MapGrpcService<FakeOperations>();
        app.MapGrpcService<FakePositions>();
        app.MapGrpcService<FakeHotspots>();
    });

    /// <summary>The gRPC door.</summary>
    public Uri Door => _server.Grpc;

    /// <summary>What the server sends to a device that asks for orders after a sequence; it keeps the stream open afterwards.</summary>
    public Func<long, IEnumerable<Tasking.V1.OrderEvent>> Orders { get; set; } = _ => [];

    /// <summary>Each cursor that a device asked with, as it comes.</summary>
    public Channel<long> Asked { get; } = Channel.CreateUnbounded<long>();

    /// <summary>Each report that arrived, as it comes.</summary>
    public Channel<object> Reports { get; } = Channel.CreateUnbounded<object>();

    /// <summary>What happens when a report arrives, before it is answered.</summary>
    public Func<object, Task> OnReport { get; set; } = _ => Task.CompletedTask;

    /// <summary>Plays a stream of positions; null for one that takes each request as a report.</summary>
    public Func<IAsyncStreamReader<Geolocation.V1.StreamPositionsRequest>, IServerStreamWriter<Geolocation.V1.StreamPositionsResponse>, Task>? OnPositions { get; set; }

    /// <summary>The keys that it names.</summary>
    public Func<Tasking.V1.ListPackageKeysResponse> PackageKeys { get; set; } = () => new();

    /// <summary>The package of an order.</summary>
    public Func<string, Tasking.V1.SignedTaskPackage> Package { get; set; } = _ => throw new RpcException(new Status(StatusCode.NotFound, "none"));

    /// <summary>What the server's clock shows.</summary>
    public Func<DateTimeOffset> Clock { get; set; } = TimeProvider.System.GetUtcNow;

    /// <summary>What a device is answered that asks for its instruction.</summary>
    public Func<Tasking.V1.HHourOrder> HHour { get; set; } = () => throw new RpcException(new Status(StatusCode.NotFound, "none"));

    /// <summary>What happens when a hotspot is reported or asked for.</summary>
    public Func<object, ServerCallContext, Task<Tasking.V1.Hotspot>> OnHotspot { get; set; } = (_, _) => Task.FromResult(new Tasking.V1.Hotspot());

    /// <summary>Plays a watch of hotspots.</summary>
    public Func<long, IServerStreamWriter<Tasking.V1.HotspotEvent>, CancellationToken, Task> OnWatch { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Issues a certificate for a signing request.</summary>
    public Func<byte[], string> Sign { get; set; } = _ => throw new RpcException(new Status(StatusCode.Unavailable, "away"));

    public TaskForceConnection Connect(BearerTokens? tokens = null)
    {
        var connection = new TaskForceConnection(Door, tokens);
        _connections.Add(connection);
        return connection;
    }

    public Task StartAsync() => _server.StartAsync();

    public Task StopAsync() => _server.StopAsync();

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        _connections.ForEach(connection => connection.Dispose());
        await _server.DisposeAsync();
    }

    private async Task<T> ReportAsync<T>(object report, T answer)
    {
        await OnReport(report);
        Reports.Writer.TryWrite(report);
        return answer;
    }

    private sealed class FakeField(FakeServer server) : Tasking.V1.FieldService.FieldServiceBase
    {
        public override async Task ReceiveOrders(
            Tasking.V1.ReceiveOrdersRequest request, IServerStreamWriter<Tasking.V1.OrderEvent> responseStream, ServerCallContext context)
        {
            server.Asked.Writer.TryWrite(request.After);
            foreach (var order in server.Orders(request.After))
            {
                await responseStream.WriteAsync(order);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        public override Task<Tasking.V1.Order> AcknowledgeOrder(Tasking.V1.AcknowledgeOrderRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Tasking.V1.Order { Name = request.Name, Rung = request.Rung });

        public override Task<Tasking.V1.Order> ReportProgress(Tasking.V1.ReportProgressRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Tasking.V1.Order { Name = request.Name, Stage = request.Stage });

        public override Task<Tasking.V1.Order> CheckIn(Tasking.V1.CheckInRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Tasking.V1.Order { Name = request.Name });

        public override Task<Tasking.V1.Alert> NeedHelp(Tasking.V1.NeedHelpRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Tasking.V1.Alert { Message = request.Text });

        public override async Task StreamClock(
            IAsyncStreamReader<Tasking.V1.StreamClockRequest> requestStream, IServerStreamWriter<Tasking.V1.StreamClockResponse> responseStream, ServerCallContext context)
        {
            await foreach (var probe in requestStream.ReadAllAsync(context.CancellationToken))
            {
                var now = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(server.Clock());
                await responseStream.WriteAsync(new() { Id = probe.Id, ReceiveTime = now, TransmitTime = now });
                if (probe.Estimate is not null)
                {
                    server.Reports.Writer.TryWrite(probe);
                }
            }
        }
    }

    private sealed class FakeDevices(FakeServer server) : Roster.V1.DeviceService.DeviceServiceBase
    {
        public override Task<Roster.V1.EnrolDeviceResponse> EnrolDevice(Roster.V1.EnrolDeviceRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Roster.V1.EnrolDeviceResponse { CertificateChain = server.Sign(request.SigningRequest.ToByteArray()) });

        public override Task<Roster.V1.RenewDeviceCertificateResponse> RenewDeviceCertificate(Roster.V1.RenewDeviceCertificateRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Roster.V1.RenewDeviceCertificateResponse { CertificateChain = server.Sign(request.SigningRequest.ToByteArray()) });
    }

    private sealed class FakeTaskPackages(FakeServer server) : Tasking.V1.TaskPackageService.TaskPackageServiceBase
    {
        public override Task<Tasking.V1.SignedTaskPackage> GetTaskPackage(Tasking.V1.GetTaskPackageRequest request, ServerCallContext context) =>
            Task.FromResult(server.Package(request.Name));

        public override Task<Tasking.V1.ListPackageKeysResponse> ListPackageKeys(Tasking.V1.ListPackageKeysRequest request, ServerCallContext context) =>
            Task.FromResult(server.PackageKeys());
    }

    private sealed class FakeOperations(FakeServer server) : Tasking.V1.OperationService.OperationServiceBase
    {
        public override Task<Tasking.V1.HHourOrder> AcknowledgeHHourOrder(Tasking.V1.AcknowledgeHHourOrderRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Tasking.V1.HHourOrder { Operation = request.Name, Revision = request.Revision });

        public override Task<Tasking.V1.HHourOrder> ReportRelease(Tasking.V1.ReportReleaseRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Tasking.V1.HHourOrder { Operation = request.Name, Revision = request.Revision });

        public override Task<Tasking.V1.HHourOrder> GetHHourOrder(Tasking.V1.GetHHourOrderRequest request, ServerCallContext context) =>
            Task.FromResult(server.HHour());
    }

    private sealed class FakeMissions(FakeServer server) : Tasking.V1.MissionService.MissionServiceBase
    {
        public override Task<Tasking.V1.Mission> CompleteMission(Tasking.V1.CompleteMissionRequest request, ServerCallContext context) =>
            server.ReportAsync(request, new Tasking.V1.Mission { Name = request.Name, Report = request.Report });
    }

    private sealed class FakePositions(FakeServer server) : Geolocation.V1.PositionService.PositionServiceBase
    {
        public override Task StreamPositions(
            IAsyncStreamReader<Geolocation.V1.StreamPositionsRequest> requestStream,
            IServerStreamWriter<Geolocation.V1.StreamPositionsResponse> responseStream,
            ServerCallContext context) => server.OnPositions?.Invoke(requestStream, responseStream) ?? TakeAsync(requestStream, responseStream);

        private async Task TakeAsync(
            IAsyncStreamReader<Geolocation.V1.StreamPositionsRequest> requests, IServerStreamWriter<Geolocation.V1.StreamPositionsResponse> responses)
        {
            await foreach (var request in requests.ReadAllAsync())
            {
                await responses.WriteAsync(await server.ReportAsync(request, new Geolocation.V1.StreamPositionsResponse { AcknowledgedSequence = request.Sequence }));
            }
        }
    }

    private sealed class FakeHotspots(FakeServer server) : Tasking.V1.HotspotService.HotspotServiceBase
    {
        public override Task<Tasking.V1.Hotspot> CreateHotspot(Tasking.V1.CreateHotspotRequest request, ServerCallContext context) =>
            server.OnHotspot(request, context);

        public override Task<Tasking.V1.Hotspot> GetHotspot(Tasking.V1.GetHotspotRequest request, ServerCallContext context) =>
            server.OnHotspot(request, context);

        public override Task WatchHotspots(
            Tasking.V1.WatchHotspotsRequest request, IServerStreamWriter<Tasking.V1.HotspotEvent> responseStream, ServerCallContext context) =>
            server.OnWatch(request.After, responseStream, context.CancellationToken);
    }
}
