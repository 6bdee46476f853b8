using Google.Rpc;
using Grpc.Core;
using static TaskForce.Tasking.V1.Mission.Types;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Orders;

public sealed class OpenStreamsTests : IAsyncDisposable
{
    private const string Member = "de-falke-07";

    private readonly TaskingApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task ReceiveOrders_SameDeviceAgain_EndsTheOneBefore()
    {
        using var old = await OpenAsync("phone");

        using var current = await OpenAsync("phone");
        var end = await EndOfAsync(old);

        Assert.Equal((StatusCode.ResourceExhausted, "STREAM_SUPERSEDED"), (end.StatusCode, end.Reason()));
        Assert.True(end.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        var mission = await _app.MissionAsync(State.Ordered);
        Assert.Equal($"{mission.Name}/orders/{Member}", (await NextOrderAsync(current)).Name);
    }

    [Fact]
    public async Task ReceiveOrders_OneDeviceAgainAndAgain_LeavesOneStreamThatGetsTheOrder()
    {
        var streams = new List<AsyncServerStreamingCall<V1.OrderEvent>>();
        for (var i = 0; i < 240; i++)
        {
            streams.Add(await OpenAsync("phone"));
        }

        using var last = await OpenAsync("phone");

        var ends = await Task.WhenAll(streams.Select(EndOfAsync));
        var mission = await _app.MissionAsync(State.Ordered);

        Assert.All(ends, end => Assert.Equal("STREAM_SUPERSEDED", end.Reason()));
        Assert.Equal($"{mission.Name}/orders/{Member}", (await NextOrderAsync(last)).Name);
    }

    [Fact]
    public async Task ReceiveOrders_MoreDevicesThanMayBe_IsRefusedUntilOneEnds()
    {
        var devices = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OpenAsync($"device-{i}")));

        var refusal = await EndOfAsync(Ask("one-more"));
        using var again = await OpenAsync("device-3");
        devices[0].Dispose();

        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_DEVICES"), (refusal.StatusCode, refusal.Reason()));
        Assert.True(refusal.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        using var admitted = await AdmittedAsync("one-more");
        foreach (var device in devices)
        {
            device.Dispose();
        }
    }

    [Fact]
    public async Task ReceiveOrders_AnotherMembersManyDevices_AreNotCounted()
    {
        var devices = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OpenAsync($"device-{i}")));

        using var other = await OpenAsync("device-0", "ma-atlas-12");

        Assert.All(devices, device => Assert.Throws<InvalidOperationException>(() => device.GetStatus()));
        Array.ForEach(devices, device => device.Dispose());
    }

    [Fact]
    public async Task ReceiveOrders_EverNewDevices_KeepsThoseHeardOfLast()
    {
        var mission = await _app.MissionAsync(State.Ordered);
        for (var i = 0; i < 40; i++)
        {
            using var stream = await AdmittedAsync($"device-{i:00}");
        }

        var order = (await _app.Missions().GetMissionAsync(new() { Name = mission.Name })).Orders.Single(each => each.Recipient == $"members/{Member}");

        Assert.Equal(Enumerable.Range(8, 32).Select(i => $"device-{i:00}"), order.Devices.Select(device => device.Device).Order());
    }

    private AsyncServerStreamingCall<V1.OrderEvent> Ask(string device, string member = Member) =>
        _app.Field(member).ReceiveOrders(new() { Device = device }, cancellationToken: Cancellation);

    // The first thing that comes shows that the stream has its place.
    private async Task<AsyncServerStreamingCall<V1.OrderEvent>> OpenAsync(string device, string member = Member)
    {
        var stream = Ask(device, member);
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));
        return stream;
    }

    // The server hears a little later that a caller has gone.
    private async Task<AsyncServerStreamingCall<V1.OrderEvent>> AdmittedAsync(string device)
    {
        while (true)
        {
            try
            {
                return await OpenAsync(device);
            }
            catch (RpcException full) when (full.Reason() == "TOO_MANY_DEVICES")
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<V1.Order> NextOrderAsync(AsyncServerStreamingCall<V1.OrderEvent> stream) =>
        (await stream.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == Told.Issued, Cancellation)).Order;

    private static async Task<RpcException> EndOfAsync(AsyncServerStreamingCall<V1.OrderEvent> stream)
    {
        using (stream)
        {
            return await Assert.ThrowsAsync<RpcException>(async () => await stream.ResponseStream.ReadAllAsync(Cancellation).LastAsync(Cancellation));
        }
    }
}
