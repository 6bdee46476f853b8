using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Cot;
using TaskForce.Tasking.V1;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.TakBridge.Orders;

/// <summary>Brings a client's answers onto the ladders of its orders, one after the other, as its device. One for each connection.</summary>
internal sealed class AnswerDesk(TakClient client, OrderDesk desk, FieldService.FieldServiceClient field) : IHearer, IFollower
{
    private readonly Channel<Answer> _queue = Channel.CreateBounded<Answer>(new BoundedChannelOptions(client.Limits.MaxUnsent) { SingleReader = true });

    public string? Take(CotEvent value)
    {
        if (Answers.OfReceipt(value, desk.Book) is { } receipt)
        {
            // Whoever opens the message again sends it again.
            return _queue.Writer.TryWrite(receipt) ? "receipt" : null;
        }

        if (!Answers.IsForUs(value))
        {
            return null;
        }

        var (answer, reply) = Answers.OfMessage(value, desk.Book);
        if (answer is not null && !_queue.Writer.TryWrite(answer))
        {
            reply = "Not taken, because too much waits: write it again.";
        }

        if (reply.Length > 0)
        {
            desk.Say(reply);
        }

        return "message";
    }

    public async Task FollowAsync(CancellationToken cancellation)
    {
        // Taken out of the queue only once it was answered: what the service could not take is tried again.
        while (await _queue.Reader.WaitToReadAsync(cancellation))
        {
            if (!_queue.Reader.TryPeek(out var answer))
            {
                continue;
            }

            try
            {
                desk.Book.Note(await SendAsync(answer, cancellation));
                Confirm(answer);
            }
            catch (RpcException refusal) when (!refusal.IsPassing() && refusal.StatusCode != StatusCode.Cancelled)
            {
                if (answer.IsSpoken)
                {
                    desk.Say($"Not taken: {refusal.Status.Detail}");
                }
            }

            _queue.Reader.TryRead(out _);
        }
    }

    private async Task<Order> SendAsync(Answer answer, CancellationToken cancellation)
    {
        var (metadata, time) = (client.Metadata(), answer.Time.ToTimestamp());
        return answer switch
        {
            { Rung: not Rung.Unspecified } => await field.AcknowledgeOrderAsync(
                new()
                {
                    Name = answer.Order,
                    Rung = answer.Rung,
                    Device = client.Device.Device,
                    DeviceTime = time,
                    Reason = answer.Rung == Rung.Declined ? answer.Note : "",
                    RequestId = answer.RequestId,
                },
                metadata, cancellationToken: cancellation),
            { Stage: not Stage.Unspecified } => await field.ReportProgressAsync(
                new() { Name = answer.Order, Stage = answer.Stage, DeviceTime = time, Note = answer.Note, RequestId = answer.RequestId }, metadata, cancellationToken: cancellation),
            _ => await field.CheckInAsync(
                new() { Name = answer.Order, Device = client.Device.Device, DeviceTime = time, Note = answer.Note, RequestId = answer.RequestId }, metadata, cancellationToken: cancellation),
        };
    }

    private void Confirm(Answer answer)
    {
        if (answer.IsSpoken)
        {
            var what = answer.Rung != Rung.Unspecified ? WireName.Of(answer.Rung) : answer.Stage != Stage.Unspecified ? WireName.Of(answer.Stage) : "CHECKED IN";
            desk.Say($"{what}: {desk.Book.Find(answer.Order)?.Title}");
        }
    }
}
