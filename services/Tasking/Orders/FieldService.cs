using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Operations;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Orders;

internal sealed class FieldService(Journal<TaskingDb> journal, Watch<TaskingDb> watch, DeviceClocks clocks, TimeProvider clock) : V1.FieldService.FieldServiceBase
{
    public override Task ReceiveOrders(
        V1.ReceiveOrdersRequest request, IServerStreamWriter<V1.OrderEvent> responseStream, ServerCallContext context)
    {
        var violations = new Violations();
        violations.CheckText(request.Device, 1, 100, "device");
        violations.ThrowIfAny();

        return watch.SendAsync(
            OrderStore.TopicOf(MemberOf(context)), request.After, include: _ => true, new CurrentHHourOrders(responseStream, journal), context.CancellationToken);
    }

    public override Task StreamClock(
        IAsyncStreamReader<V1.StreamClockRequest> requestStream, IServerStreamWriter<V1.StreamClockResponse> responseStream, ServerCallContext context) =>
        clocks.StreamAsync(MemberOf(context), requestStream, responseStream, context.CancellationToken);

    public override Task<V1.Order> AcknowledgeOrder(V1.AcknowledgeOrderRequest request, ServerCallContext context)
    {
        var name = OrderName.Parse(request.Name);
        var reached = request.ToAcknowledgement(clock.GetUtcNow());

        return ChangeAsync(name, request, context, EventType.OrderAcknowledged, reached.ServerTime,
            order => order.Acknowledge(reached), (mission, _) => mission);
    }

    public override Task<V1.Order> ReportProgress(V1.ReportProgressRequest request, ServerCallContext context)
    {
        var name = OrderName.Parse(request.Name);
        var reached = request.ToProgress(clock.GetUtcNow());

        return ChangeAsync(name, request, context, EventType.Progressed, reached.ServerTime,
            order => order.Report(reached), (mission, order) => mission.Follow(order.Stage, reached.ServerTime));
    }

    private Task<V1.Order> ChangeAsync(
        OrderName name, Google.Protobuf.IMessage request, ServerCallContext context, EventType type, DateTimeOffset now,
        Func<Order, Order> change, Func<Mission, Order, Mission> follow)
    {
        var (caller, member) = (context.GetCaller(), MemberOf(context));

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Orders.GetAsync(name);
            if (row.Value.Recipient != member)
            {
                throw new DomainException(Fault.Denied, "NOT_YOUR_ORDER", $"{name} is the order of {row.Value.Recipient}, not of {member}.");
            }

            return await db.ChangeOrderAsync(row, change, follow, type, caller.Subject, now);
        }, context.CancellationToken);
    }

    private static string MemberOf(ServerCallContext context) => context.GetCaller() is { Member.Length: > 0 } caller
        ? caller.Member
        : throw new DomainException(Fault.Denied, "MEMBER_REQUIRED", "The token does not say which member this field unit is.");
}
