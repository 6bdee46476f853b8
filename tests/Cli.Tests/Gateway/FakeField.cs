using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Tasking.V1.Order.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Cli.Tests.Gateway;

internal sealed class FakeField(FakeGateway gateway) : Tasking.V1.FieldService.FieldServiceBase
{
    public static Tasking.V1.Order Order(Tasking.V1.Mission mission, Roster.V1.TeamMember member, Kind kind, Tasking.V1.Hotspot? hotspot) => new()
    {
        Name = $"{mission.Name}/orders/{member.Member["members/".Length..]}{(kind == Kind.Recall ? "-recall" : "")}",
        Kind = kind,
        Recipient = member.Member,
        CallSign = member.CallSign,
        Nation = member.Nation,
        Role = member.Role.ToString().ToUpperInvariant(),
        Title = mission.Title,
        Mandate = "Sample mandate",
        Instructions = mission.Reason,
        Place = hotspot?.Place,
        RadiusMetres = 500,
        Rung = Rung.Queued,
        IssueTime = TimeProvider.System.GetUtcNow().ToTimestamp(),
    };

    public override async Task ReceiveOrders(
        Tasking.V1.ReceiveOrdersRequest request, IServerStreamWriter<Tasking.V1.OrderEvent> responseStream, ServerCallContext context)
    {
        if (gateway.HHour is { } hHour)
        {
            await responseStream.WriteAsync(new() { Sequence = request.After + 1, Type = Tasking.V1.OrderEvent.Types.Type.HHour, HHour = hHour });
        }

        var me = $"members/{FakeGateway.ProfileOf(context)["field:".Length..]}";
        await foreach (var change in gateway.Board.ReadAsync(request.After, context.CancellationToken))
        {
            var kind = change.Type switch { EventType.Dispatched => Kind.Deploy, EventType.Recalled => Kind.Recall, _ => Kind.Unspecified };
            if (change.Type == EventType.TerritoryEntered)
            {
                await responseStream.WriteAsync(new() { Sequence = change.Sequence, Type = Tasking.V1.OrderEvent.Types.Type.TerritoryCrossed, Order = change.Mission.Orders.First(order => order.Recipient == me) });
            }
            else if (change.Mission.Orders.FirstOrDefault(order => order.Recipient == me && order.Kind == kind) is { } mine)
            {
                await responseStream.WriteAsync(new() { Sequence = change.Sequence, Type = Tasking.V1.OrderEvent.Types.Type.Issued, Order = mine });
            }
        }
    }

    public override Task<Tasking.V1.Order> AcknowledgeOrder(Tasking.V1.AcknowledgeOrderRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.OrderAcknowledged, order =>
        {
            order.Rung = request.Rung > order.Rung ? request.Rung : order.Rung;
            order.Acknowledgements.Add(new Acknowledgement { Rung = request.Rung, Reason = request.Reason });
        });

    public override Task<Tasking.V1.Order> ReportProgress(Tasking.V1.ReportProgressRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.Progressed, order => order.Stage = request.Stage > order.Stage ? request.Stage : order.Stage);

    public override Task<Tasking.V1.Order> CheckIn(Tasking.V1.CheckInRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Tasking.V1.Order { Name = "missions/m1/orders/x", Title = "Search the port" });
    }

    public override Task<Tasking.V1.Alert> NeedHelp(Tasking.V1.NeedHelpRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(FakeAlerts.Call);
    }

    private Task<Tasking.V1.Order> Change(string name, Google.Protobuf.IMessage request, ServerCallContext context, EventType type, Action<Tasking.V1.Order> change)
    {
        gateway.Change(request, context);
        var mission = name[..name.IndexOf("/orders/", StringComparison.Ordinal)];
        Tasking.V1.Order Of(Tasking.V1.Mission it) => it.Orders.Single(order => order.Name == name);
        return Task.FromResult(Of(gateway.Board.Change(mission, type, FakeGateway.ProfileOf(context), it => change(Of(it)), Of)));
    }
}

internal sealed class FakePositions(FakeGateway gateway) : Geolocation.V1.PositionService.PositionServiceBase
{
    public override Task<Geolocation.V1.ReportPositionsResponse> ReportPositions(Geolocation.V1.ReportPositionsRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        foreach (var report in request.Reports.Where(_ => gateway.SeesArrivals))
        {
            foreach (var order in gateway.Board.Missions.SelectMany(mission => mission.Orders).Where(order => IsThere(order, report)))
            {
                Tasking.V1.Order Of(Tasking.V1.Mission it) => it.Orders.Single(each => each.Name == order.Name);
                gateway.Board.Change(order.Name[..order.Name.IndexOf("/orders/", StringComparison.Ordinal)], EventType.Progressed, "service:tasking", it => Of(it).Stage = Stage.OnScene, Of);
            }
        }

        return Task.FromResult(new Geolocation.V1.ReportPositionsResponse { StoredCount = request.Reports.Count });
    }

    public override async Task StreamPositions(
        IAsyncStreamReader<Geolocation.V1.StreamPositionsRequest> requestStream, IServerStreamWriter<Geolocation.V1.StreamPositionsResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await ReportPositions(new() { Reports = { request.Reports } }, context);
            await responseStream.WriteAsync(new() { AcknowledgedSequence = request.Sequence });
        }
    }

    public override Task<Geolocation.V1.Position> GetPosition(Geolocation.V1.GetPositionRequest request, ServerCallContext context) =>
        Task.FromResult(gateway.Positions[0]);

    public override Task<Geolocation.V1.FindNearestResponse> FindNearest(Geolocation.V1.FindNearestRequest request, ServerCallContext context)
    {
        var near = gateway.Positions.Select(position => new Geolocation.V1.FindNearestResponse.Types.Neighbour
        {
            Position = position,
            DistanceMetres = 10_000,
            NearestMetres = Math.Max(0, 10_000 - position.UncertaintyMetres),
            FarthestMetres = 10_000 + position.UncertaintyMetres,
        }).ToList();
        return Task.FromResult(new Geolocation.V1.FindNearestResponse { Neighbours = { near[0] }, PossiblyNearer = { near[1..] } });
    }

    public override async Task WatchPositions(
        Geolocation.V1.WatchPositionsRequest request, IServerStreamWriter<Geolocation.V1.PositionEvent> responseStream, ServerCallContext context)
    {
        foreach (var (i, position) in gateway.Positions.Index())
        {
            var type = i == 0 ? Geolocation.V1.PositionEvent.Types.Type.Moved : Geolocation.V1.PositionEvent.Types.Type.StateChanged;
            await responseStream.WriteAsync(new() { Sequence = 1, Type = type, Position = position });
        }

        throw new RpcException(new(StatusCode.PermissionDenied, "That is all."));
    }

    private static bool IsThere(Tasking.V1.Order order, Geolocation.V1.PositionReport report) =>
        order.Recipient == report.Subject && order.Kind == Kind.Deploy && order.Stage < Stage.OnScene && Equals(order.Place?.Location, report.Location);
}
