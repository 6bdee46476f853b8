using Grpc.Core;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.EndToEnd;

/// <summary>What a device may do that its network makes open stream after stream.</summary>
public class ManyStreamsTests(RunningTaskForce fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReceiveOrders_DeviceLeavesManyStreamsBehind_ItsNewestIsNeverLockedOut()
    {
        var left = new List<AsyncServerStreamingCall<OrderEvent>>();
        using var device = fixture.TaskForce.Connect("field:de-streams-1");

        // More than one identity may have open at the same time, and none of them is given up.
        for (var i = 0; i < 60; i++)
        {
            left.Add(device.Field.ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation));
            Assert.True(await left[^1].ResponseStream.MoveNext(Cancellation));
        }

        var refusal = TaskForceException.From(await Assert.ThrowsAsync<RpcException>(() => EndAsync(left[0])));
        Assert.Equal((StatusCode.ResourceExhausted, "STREAM_SUPERSEDED"), (refusal.Code, refusal.Reason));
        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        left.ForEach(stream => stream.Dispose());
    }

    // A slow machine may have sent a heartbeat before it came to the last stream.
    private static async Task EndAsync(AsyncServerStreamingCall<OrderEvent> stream)
    {
        while (await stream.ResponseStream.MoveNext(Cancellation))
        {
        }
    }
}
