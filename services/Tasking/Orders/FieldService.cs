using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Operations;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;
using TaskForce.Tasking.Telemetry;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Orders;

/// <summary>What decides, besides the store, what becomes of a report and of a stream.</summary>
internal sealed record FieldMeans(IOptions<ResponsePlanOptions> Plans, IOptions<HelpOptions> Help, DeviceClocks Clocks, OpenStreams Streams, Sightings Sightings, TaskingMetrics Metrics);

internal sealed partial class FieldService(Journal<TaskingDb> journal, Watch<TaskingDb> watch, FieldMeans means, TimeProvider clock)
    : V1.FieldService.FieldServiceBase
{
    public override async Task ReceiveOrders(
        V1.ReceiveOrdersRequest request, IServerStreamWriter<V1.OrderEvent> responseStream, ServerCallContext context)
    {
        var (member, now) = (MemberOf(context), clock.GetUtcNow());
        var violations = new Violations();
        violations.CheckText(request.Device, 1, OrderReports.LongestDevice, "device");
        violations.Check(request.After >= 0, "after", "must not be negative");
        violations.ThrowIfAny();
        context.GetCaller().MustSpeakFor(request.Device);

        using var open = means.Streams.Open(member, request.Device, context.CancellationToken);
        await open.RunAsync(async cancellation =>
        {
            await means.Sightings.NoteAsync(new(member, request.Device, now, request.After), cancellation);
            var past = await journal.ReadAsync(db => Superseded.ReadAsync(db, member, request.After), cancellation);
            await watch.SendAsync<V1.OrderEvent>(
                OrderStore.TopicOf(member), request.After, past.Include, new CurrentHHourOrders(responseStream, journal, open.Writing), cancellation);
        });
    }

    public override Task StreamClock(
        IAsyncStreamReader<V1.StreamClockRequest> requestStream, IServerStreamWriter<V1.StreamClockResponse> responseStream, ServerCallContext context) =>
        means.Clocks.StreamAsync(context.GetCaller(), MemberOf(context), requestStream, responseStream, context.CancellationToken);

    public override Task<V1.Order> AcknowledgeOrder(V1.AcknowledgeOrderRequest request, ServerCallContext context)
    {
        var name = OrderName.Parse(request.Name);
        var reached = request.ToAcknowledgement(clock.GetUtcNow());
        context.GetCaller().MustSpeakFor(request.Device);

        return ChangeAsync(name, request.Device, request, context, new(EventType.OrderAcknowledged, (order, plan) => order.Acknowledge(reached).Begin(reached, plan.CheckIn))
        {
            Follow = (mission, order) => order is { Successor: null, Rung: Rung.Accepted } && order.Text.Remote ? mission.Follow(order, reached.ServerTime) : mission,
        });
    }

    public override Task<V1.Order> ReportProgress(V1.ReportProgressRequest request, ServerCallContext context)
    {
        var name = OrderName.Parse(request.Name);
        var reached = request.ToProgress(clock.GetUtcNow());

        return ChangeAsync(name, device: "", request, context, new(EventType.Progressed, (order, plan) => order.Report(reached, plan.CheckIn))
        {
            // What was done before the recall was heard is noted, and moves nothing any more.
            Follow = (mission, order) => order.Successor is null ? mission.Follow(order, reached.ServerTime) : mission,
        });
    }

    public override Task<V1.Order> CheckIn(V1.CheckInRequest request, ServerCallContext context)
    {
        OrderName? name = request.Name == OrderName.Newest ? null : OrderName.Parse(request.Name);
        var (now, time) = (clock.GetUtcNow(), request.ToCheckInTime());
        context.GetCaller().MustSpeakFor(request.Device);

        // Whoever only says that all is well need not be a device that receives orders.
        return ChangeAsync(name, device: "", request, context, new(EventType.CheckedIn, (order, plan) =>
            order.CheckIn(request.Device, time, plan.CheckIn, now)));
    }

    private async Task<V1.Order> ChangeAsync(OrderName? name, string device, IMessage request, ServerCallContext context, OrderStep step)
    {
        var (caller, member, now) = (context.GetCaller(), MemberOf(context), clock.GetUtcNow());

        (Order Before, Order After)? changed = null;
        var answer = await journal.ChangeAsync(request, caller, async db =>
        {
            var row = name is { } known ? await db.Orders.GetAsync(known) : await db.NewestOrderAsync(member) ?? throw NoOrder(member);
            if (row.Recipient != member)
            {
                throw new DomainException(Fault.Denied, "NOT_YOUR_ORDER", $"{name} is not an order of {member}.");
            }

            if (device.Length > 0)
            {
                await db.SeeDevicesAsync(new Sighting(member, device, now));
            }

            var before = row.Value;
            var order = await db.ChangeOrderAsync(row, step, means.Plans.Value, caller.Subject, now);
            changed = (before, row.Value);
            return order;
        }, context.CancellationToken);
        if (changed is { } made)
        {
            means.Metrics.Climbed(made.Before, made.After);
        }

        return answer;
    }

    private static DomainException NoOrder(string member) => new(Fault.NotFound, "ORDER_NOT_FOUND", $"{member} has no order that holds.");

    private static string MemberOf(ServerCallContext context) => context.GetCaller() is { Member.Length: > 0 } caller
        ? caller.Member
        : throw new DomainException(Fault.Denied, "MEMBER_REQUIRED", "The token does not say which member this field unit is.");
}
