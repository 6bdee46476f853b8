using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Upstreams;

public class ForwardingTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Unary_AnyProtocol_IsAnswered(string protocol)
    {
        var answer = await (await HotspotsAsync(protocol)).GetHotspotAsync(new() { Name = "hotspots/port" }, deadline: Patience.Deadline);

        Assert.Equal("hotspots/port", answer.Name);
    }

    [Fact]
    public async Task Unary_Rest_IsAnswered()
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));

        var answer = JsonDocument.Parse(await rest.GetStringAsync("/tasking/v1/hotspots/port"));

        Assert.Equal("hotspots/port", answer.RootElement.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task ServerStream_OneMessageAtATime_ArrivesBeforeTheNextIsSent(string protocol)
    {
        var feed = fixture.Upstream.FeedOf(protocol);
        using var call = (await HotspotsAsync(protocol)).WatchHotspots(new() { Filter = new() { HostNation = protocol } }, deadline: Patience.Deadline);

        for (var sequence = 1; sequence <= 3; sequence++)
        {
            feed.Send(sequence);
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(sequence, call.ResponseStream.Current.Sequence);
        }
    }

    [Fact]
    public async Task ServerStream_RestOneMessageAtATime_IsALineBeforeTheNextIsSent()
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));
        var feed = fixture.Upstream.FeedOf("rest");
        feed.Send(1);
        using var lines = new StreamReader(await rest.GetStreamAsync("/tasking/v1/hotspots:watch?filter.hostNation=rest"));

        Assert.Equal("1", await SequenceAsync(lines));
        feed.Send(2);
        Assert.Equal("2", await SequenceAsync(lines));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task ServerStream_ManyMessages_AllArriveInOrder(string protocol)
    {
        using var call = (await HotspotsAsync(protocol)).WatchHotspots(new() { After = 10_000 }, deadline: Patience.Deadline);

        var sequences = new List<long>();
        await foreach (var change in call.ResponseStream.ReadAllAsync())
        {
            sequences.Add(change.Sequence);
        }

        Assert.Equal(Enumerable.Range(1, 10_000).Select(n => (long)n), sequences);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task ServerStream_CallerHangsUp_TheServiceHearsOfIt(string protocol)
    {
        var feed = fixture.Upstream.FeedOf($"hang up {protocol}");
        feed.Send(1);
        var call = (await HotspotsAsync(protocol)).WatchHotspots(new() { Filter = new() { HostNation = $"hang up {protocol}" } }, deadline: Patience.Deadline);
        Assert.True(await call.ResponseStream.MoveNext());

        call.Dispose();

        await feed.HungUp.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task ServerStream_ManyOnOneConnection_AllRun()
    {
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false };
        using var channel = GrpcChannel.ForAddress(fixture.Gateway.GrpcDoor, new() { HttpHandler = handler });
        var hotspots = new HotspotService.HotspotServiceClient(channel);
        var token = new Metadata { { "authorization", $"Bearer {await fixture.Gateway.TokenAsync("service:tasking")}" } };
        string[] watches = [.. Enumerable.Range(0, 300).Select(n => $"many {n}")];
        var calls = watches.Select(watch => hotspots.WatchHotspots(new() { Filter = new() { HostNation = watch } }, token, Patience.Deadline)).ToList();

        Array.ForEach(watches, watch => fixture.Upstream.FeedOf(watch).Send(1));
        var received = await Task.WhenAll(calls.Select(call => call.ResponseStream.MoveNext()));

        Assert.All(received, Assert.True);
        calls.ForEach(call => call.Dispose());
    }

    [Fact]
    public async Task Bidirectional_EachRequest_IsAnsweredBeforeTheNextIsSent()
    {
        using var call = (await PositionsAsync()).StreamPositions(deadline: Patience.Deadline);

        for (var sequence = 1; sequence <= 3; sequence++)
        {
            await call.RequestStream.WriteAsync(new() { Sequence = sequence });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(sequence, call.ResponseStream.Current.AcknowledgedSequence);
        }
    }

    [Fact]
    public async Task ClientStream_MoreThanOneRequestMayHave_IsNotCut()
    {
        using var call = (await PositionsAsync()).StreamPositions(deadline: Patience.Deadline);
        var big = new PositionReport { Subject = new string('x', MiB) };

        var acknowledged = AcknowledgementsAsync(call.ResponseStream);
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            await call.RequestStream.WriteAsync(new() { Sequence = sequence, Reports = { big } });
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(20, await acknowledged);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Unary_LargerThanARequestMayBe_IsResourceExhausted(string protocol)
    {
        var hotspots = await HotspotsAsync(protocol);

        // Over HTTP/1.1 whoever goes on sending may find the connection closed before they read why.
        RpcException refusal;
        var tries = 0;
        do
        {
            refusal = await Assert.ThrowsAsync<RpcException>(() =>
                hotspots.CreateHotspotAsync(new() { Hotspot = new() { Description = new string('x', 9 * MiB) } }, deadline: Patience.Deadline).ResponseAsync);
        }
        while (protocol == "grpc-web" && refusal.StatusCode == StatusCode.Unavailable && ++tries < 10);

        Assert.Equal((StatusCode.ResourceExhausted, "REQUEST_TOO_LARGE"), (refusal.StatusCode, refusal.Reason()));
    }

    [Fact]
    public async Task Unary_RestLargerThanARequestMayBe_IsRefused()
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));
        rest.DefaultRequestHeaders.ExpectContinue = true;
        using var body = new StringContent($$"""{"description":"{{new string('x', 9 * MiB)}}"}""", Encoding.UTF8, "application/json");

        using var answer = await rest.PostAsync("/tasking/v1/hotspots", body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("REQUEST_TOO_LARGE", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task RichError_OfTheService_PassesAsItIs(string protocol)
    {
        var hotspots = await HotspotsAsync(protocol);

        var refusal = await Assert.ThrowsAsync<RpcException>(() =>
            hotspots.GetHotspotAsync(new() { Name = FakeUpstream.Missing }, deadline: Patience.Deadline).ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "HOTSPOT_NOT_FOUND"), (refusal.StatusCode, refusal.Reason()));
        Assert.Equal("hotspots/missing does not exist – nicht da.", refusal.Status.Detail);
    }

    [Fact]
    public async Task RichError_Rest_PassesAsItIs()
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));

        using var answer = await rest.GetAsync("/tasking/v1/hotspots/missing");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("HOTSPOT_NOT_FOUND", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Conflict)]
    [InlineData("\"7\"", HttpStatusCode.PreconditionFailed)]
    public async Task Rest_RefusedByTheService_IsAProblem_AndAFailedPreconditionIfThatWasAsked(string? ifMatch, HttpStatusCode status)
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/tasking/v1/hotspots/x") { Content = JsonContent.Create(new { severity = "HIGH" }) };
        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        using var answer = await rest.SendAsync(request);

        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            ((int)status, "ABORTED", "STALE_ETAG", "hotspots/x has changed.", "about:blank"),
            (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString(), problem.GetProperty("reason").GetString(), problem.GetProperty("detail").GetString(), problem.GetProperty("type").GetString()));
        Assert.Equal("type.googleapis.com/google.rpc.ErrorInfo", problem.GetProperty("details")[0].GetProperty("@type").GetString());
    }

    [Fact]
    public async Task Rest_RefusedByTheGateway_IsAProblem()
    {
        using var rest = fixture.Gateway.Rest(null);

        using var answer = await rest.GetAsync("/tasking/v1/hotspots/x");

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("TOKEN_REQUIRED", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Headers_OnlyAProxyMaySay_AreReplaced()
    {
        var forged = new Metadata { { "x-forwarded-for", "192.0.2.1" }, { "x-forwarded-user", "root" }, { "dapr-api-token", "stolen" }, { "x-request-note", "kept" } };

        await (await HotspotsAsync("grpc")).GetHotspotAsync(new() { Name = "hotspots/port" }, forged, Patience.Deadline);

        Assert.Equal("127.0.0.1", fixture.Upstream.Headers["x-forwarded-for"]);
        Assert.DoesNotContain("x-forwarded-user", fixture.Upstream.Headers.Keys);
        Assert.DoesNotContain("dapr-api-token", fixture.Upstream.Headers.Keys);
        Assert.Equal("kept", fixture.Upstream.Headers["x-request-note"]);
        Assert.StartsWith("Bearer ", fixture.Upstream.Headers["authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_OfAnotherOrigin_IsNotLetIn()
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));
        rest.DefaultRequestHeaders.Add("Origin", "https://elsewhere.test");

        using var answer = await rest.GetAsync("/tasking/v1/hotspots/port");

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<long> AcknowledgementsAsync(IAsyncStreamReader<StreamPositionsResponse> responses)
    {
        var last = 0L;
        await foreach (var response in responses.ReadAllAsync())
        {
            last = response.AcknowledgedSequence;
        }

        return last;
    }

    private static async Task<string?> SequenceAsync(StreamReader lines) =>
        JsonDocument.Parse((await lines.ReadLineAsync().WaitAsync(Patience.Limit))!).RootElement.GetProperty("sequence").ToString();

    private async Task<HotspotService.HotspotServiceClient> HotspotsAsync(string protocol) => new(await fixture.Gateway.AsAsync("dispatcher.de", protocol));

    private async Task<PositionService.PositionServiceClient> PositionsAsync() => new(await fixture.Gateway.AsAsync("field:de-falke-07"));
}
