using Grpc.Core;
using Grpc.Net.Client;
using Health = Grpc.Health.V1.Health;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TaskForce.TakBridge.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Probe_WithoutAToken_IsAnswered_AndThereIsNoOtherMethod()
    {
        await using var services = new FakeServices();
        await using var bridge = new BridgeApp(services);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{bridge.Grpc}");

        Assert.Equal(Serving.Serving, (await new Health.HealthClient(channel).CheckAsync(new())).Status);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Tasking.V1.HotspotService.HotspotServiceClient(channel).ListHotspotsAsync(new()));
        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }
}
