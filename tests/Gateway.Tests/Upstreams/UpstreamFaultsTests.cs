using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Upstreams;

public sealed class UpstreamFaultsTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayApp _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = new(_upstream, ("Upstreams:Roster:Grpc", FakeUpstream.NobodyThere), ("Upstreams:Roster:Http", FakeUpstream.NobodyThere));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Unary_ServiceIsDown_IsUnavailable(string protocol)
    {
        var members = new MemberService.MemberServiceClient(await _gateway.AsAsync("dispatcher.de", protocol));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => members.GetMemberAsync(new() { Name = "members/x" }, deadline: Patience.Deadline).ResponseAsync);

        Assert.Equal((StatusCode.Unavailable, "SERVICE_UNAVAILABLE"), (refusal.StatusCode, refusal.Reason()));
        Assert.Equal("The roster service does not answer; try again.", refusal.Status.Detail);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task ServerStream_ServiceIsDown_IsUnavailable(string protocol)
    {
        var members = new MemberService.MemberServiceClient(await _gateway.AsAsync("dispatcher.de", protocol));
        using var call = members.WatchMembers(new(), deadline: Patience.Deadline);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal((StatusCode.Unavailable, "SERVICE_UNAVAILABLE"), (refusal.StatusCode, refusal.Reason()));
    }

    [Fact]
    public async Task Rest_ServiceIsDown_Is503InTheServicesForm()
    {
        using var rest = _gateway.Rest(await _gateway.TokenAsync("dispatcher.de"));

        using var answer = await rest.GetAsync("/roster/v1/members/x");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("UNAVAILABLE", "SERVICE_UNAVAILABLE"), (problem.GetProperty("code").GetString(), problem.GetProperty("reason").GetString()));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task ServerStream_ServiceDiesInTheMiddle_IsUnavailable(string protocol)
    {
        var hotspots = new HotspotService.HotspotServiceClient(await _gateway.AsAsync("dispatcher.de", protocol));
        using var call = hotspots.WatchHotspots(new() { Filter = new() { HostNation = "x" } }, deadline: Patience.Deadline);
        _upstream.FeedOf("x").Send(1);
        Assert.True(await call.ResponseStream.MoveNext());

        _upstream.FeedOf("x").Send(FakeUpstream.Death);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal((StatusCode.Unavailable, "SERVICE_UNAVAILABLE"), (refusal.StatusCode, refusal.Reason()));
    }

    // Which of the two halves notices first is chance; what is told must not be.
    [Fact]
    public async Task StreamBothWays_ServiceDiesInTheMiddle_IsUnavailableEachTime()
    {
        var positions = new PositionService.PositionServiceClient(await _gateway.AsAsync("dispatcher.de"));
        for (var i = 0; i < 50; i++)
        {
            using var call = positions.StreamPositions(deadline: Patience.Deadline);
            await call.RequestStream.WriteAsync(new() { Sequence = 1 });
            Assert.True(await call.ResponseStream.MoveNext());

            await call.RequestStream.WriteAsync(new() { Sequence = FakeUpstream.Death });
            var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

            Assert.Equal((StatusCode.Unavailable, "SERVICE_UNAVAILABLE"), (refusal.StatusCode, refusal.Reason()));
        }
    }

    [Fact]
    public async Task RestStream_ServiceDiesInTheMiddle_EndsWithTheRefusal()
    {
        using var rest = _gateway.Rest(await _gateway.TokenAsync("dispatcher.de"));
        _upstream.FeedOf("x").Send(1);
        using var lines = new StreamReader(await rest.GetStreamAsync("/tasking/v1/hotspots:watch?filter.hostNation=x"));
        await lines.ReadLineAsync().WaitAsync(Patience.Limit);

        _upstream.FeedOf("x").Send(FakeUpstream.Death);
        var end = await lines.ReadToEndAsync().WaitAsync(Patience.Limit);

        Assert.Contains("SERVICE_UNAVAILABLE", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerStream_GatewayStops_IsUnavailable()
    {
        var hotspots = new HotspotService.HotspotServiceClient(await _gateway.AsAsync("dispatcher.de"));
        using var call = hotspots.WatchHotspots(new() { Filter = new() { HostNation = "x" } }, deadline: Patience.Deadline);
        _upstream.FeedOf("x").Send(1);
        Assert.True(await call.ResponseStream.MoveNext());

        var next = call.ResponseStream.MoveNext();
        _gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var refusal = await Assert.ThrowsAsync<RpcException>(() => next);

        Assert.Equal((StatusCode.Unavailable, "STOPPING"), (refusal.StatusCode, refusal.Reason()));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Unary_ServiceThatNoContractHas_IsUnimplemented(string protocol)
    {
        var method = new Method<GetHotspotRequest, Hotspot>(MethodType.Unary, "taskforce.weather.v1.WeatherService", "GetHotspot",
            Marshallers.Create(_ => [], _ => new GetHotspotRequest()), Marshallers.Create(_ => [], _ => new Hotspot()));
        var invoker = await _gateway.AsAsync("dispatcher.de", protocol);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => invoker.AsyncUnaryCall(method, null, new(deadline: Patience.Deadline), new()).ResponseAsync);

        Assert.Equal((StatusCode.Unimplemented, "METHOD_UNKNOWN"), (refusal.StatusCode, refusal.Reason()));
    }

    [Fact]
    public async Task Rest_PathThatNoContractHas_IsNotFound()
    {
        using var rest = _gateway.Rest(null);

        using var answer = await rest.GetAsync("/weather/v1/winds");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("PATH_UNKNOWN", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
