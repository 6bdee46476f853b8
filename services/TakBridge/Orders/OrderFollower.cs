using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Picture;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.TakBridge.Orders;

/// <summary>
/// Tells a client of its member's orders, and what becomes of them. Nothing is kept here: whenever a client connects it is told of every order that holds and
/// is not decided, and a rung is reached only by what the client says. One for each connection.
/// </summary>
internal sealed class OrderFollower(TakClient client, OrderDesk desk, FieldService.FieldServiceClient field, IOptions<TakOptions> options) : IFollower
{
    public async Task FollowAsync(CancellationToken cancellation)
    {
        // A message needs an addressee.
        await client.Introduced.WaitAsync(cancellation);
        try
        {
            await ReceiveAsync(cancellation);
        }
        catch (RpcException refusal) when (refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason == "STREAM_SUPERSEDED")
        {
            throw new SessionEnd("superseded", "the device receives its orders elsewhere");
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        using var stream = field.ReceiveOrders(new() { Device = client.Device.Device }, client.Metadata(), cancellationToken: cancellation);
        var isBeginning = true;
        await foreach (var change in stream.ResponseStream.ReadAllAsync(cancellation))
        {
            if (change.Order is { } order)
            {
                desk.Book.Note(order);
            }

            if (!isBeginning)
            {
                Tell(change);
            }
            else if (change.Type == EventType.Heartbeat)
            {
                isBeginning = false;
                // What was called off while tasking was away.
                foreach (var over in desk.Book.Over.Where(over => desk.Standing.Hide(over.Name)))
                {
                    desk.Say($"{over.Name}#over", $"No longer holds: {over.Title}");
                }

                foreach (var holding in desk.Book.Holding)
                {
                    Tell(holding, isNews: !OrderBook.IsDecided(holding));
                }
            }
        }
    }

    private void Tell(OrderEvent change)
    {
        switch (change.Type)
        {
            case EventType.Issued:
                Tell(change.Order, isNews: true);
                break;
            case EventType.Superseded:
                desk.Standing.Hide(change.Order.Name);
                desk.Say($"{change.Order.Name}#{change.Sequence}", $"No longer holds: {change.Order.Title}");
                break;
            case EventType.Reminder:
                Tell(change.Order, isNews: true);
                Pass(change);
                break;
            case EventType.Notice or EventType.CheckInDue or EventType.TerritoryCrossed or EventType.HHour:
                Pass(change);
                break;
            default:
                break;
        }
    }

    private void Tell(Order order, bool isNews)
    {
        if (order.SupersededBy.Length > 0)
        {
            return;
        }

        if (OrderMapping.ToPoint(order, options.Value.Picture.StandsFor) is { } point)
        {
            desk.Standing.Show(order.Name, point);
        }

        if (isNews)
        {
            desk.Say(order.Name, OrderMapping.ToText(order));
        }
    }

    private void Pass(OrderEvent change)
    {
        if (change.Message.Length > 0)
        {
            desk.Say($"{change.Order?.Name}#{change.Sequence}", change.Message);
        }
    }
}
