using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>Devices that are known by their certificates.</summary>
public class OwnDeviceTests
{
    private const string Device = "devices/kxq7m2vnpd";
    private const string Member = "de-falke-07";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Device_UnderItsOwnName_ReceivesAndAcknowledges()
    {
        await using var app = new TaskingApp();
        var mission = await app.MissionAsync(State.Ordered);
        var field = Field(app);
        using var orders = field.ReceiveOrders(new() { Device = Device }, cancellationToken: Cancellation);

        Assert.True(await orders.ResponseStream.MoveNext(Cancellation));
        var order = await field.AcknowledgeOrderAsync(Acknowledgement(mission, Device), cancellationToken: Cancellation);

        Assert.Equal(Device, Assert.Single(order.Devices).Device);
    }

    [Fact]
    public async Task Device_UnderAnothersName_IsDeniedWhateverItSays()
    {
        await using var app = new TaskingApp();
        var mission = await app.MissionAsync(State.Ordered);
        var field = Field(app);
        using var orders = field.ReceiveOrders(new() { Device = "devices/another" }, cancellationToken: Cancellation);
        using var clock = field.StreamClock(cancellationToken: Cancellation);
        await clock.RequestStream.WriteAsync(new() { Device = "another", Id = 1 }, Cancellation);

        await DeniedAsync(() => orders.ResponseStream.MoveNext(Cancellation));
        await DeniedAsync(() => field.AcknowledgeOrderAsync(Acknowledgement(mission, "another")).ResponseAsync);
        await DeniedAsync(() => field.CheckInAsync(new() { Name = OrderOf(mission), Device = "another", DeviceTime = Now }).ResponseAsync);
        await DeniedAsync(async () =>
        {
            while (await clock.ResponseStream.MoveNext(Cancellation))
            {
                // The answer to the probe comes first: nothing holds that up.
            }
        });
    }

    [Fact]
    public async Task NeedHelp_UnderAnothersName_IsHeardUnderItsOwn()
    {
        await using var app = new TaskingApp();

        await Field(app).NeedHelpAsync(new() { Text = "Shots." });
        var again = await Field(app).NeedHelpAsync(new() { Text = "More shots.", Device = "another" });

        Assert.Equal(Device, Assert.Single(again.Additions).Device);
    }

    private static V1.FieldService.FieldServiceClient Field(TaskingApp app) => new(app.AsDevice(Device, $"members/{Member}", "DE"));

    private static V1.AcknowledgeOrderRequest Acknowledgement(V1.Mission mission, string device) =>
        new() { Name = OrderOf(mission), Rung = V1.Order.Types.Rung.Stored, Device = device, DeviceTime = Now };

    private static string OrderOf(V1.Mission mission) => $"{mission.Name}/orders/{Member}";

    private static Timestamp Now => TimeProvider.System.GetUtcNow().ToTimestamp();

    private static async Task DeniedAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((StatusCode.PermissionDenied, "NOT_THIS_DEVICE"), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason));
    }
}
