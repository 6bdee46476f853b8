using System.Net;
using Google.Protobuf;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Intake;

/// <summary>What one HTTP/2 connection may have and must do, at the wire.</summary>
public sealed class ConnectionLimitTests : IAsyncLifetime
{
    private const string Watch = "/taskforce.tasking.v1.HotspotService/WatchHotspots";

    private static readonly byte[] Everything = new WatchHotspotsRequest { Filter = new() }.ToByteArray();

    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Streams_MoreThanAConnectionMayHave_AreRefusedAndTheOthersGoOn()
    {
        await using var gateway = new GatewayApp(_upstream, ("Limits:StreamsPerConnection", "2"));
        var token = await gateway.TokenAsync("dispatcher.de");
        using var wire = await Http2Wire.ConnectAsync(gateway.GrpcDoor);

        var settings = await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.Settings && frame.Payload.Length > 0);
        Assert.Equal(2, Http2Wire.SettingOf(settings!, Http2Wire.MaxConcurrentStreams));
        foreach (var stream in new[] { 1, 3, 5 })
        {
            await wire.CallAsync(stream, Watch, token, Everything);
        }

        var refused = await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.Reset);
        Assert.Equal((5, Http2Wire.RefusedStream), (refused!.Stream, refused.Payload[3]));
        // The first stream is still there: what happens, it hears.
        _upstream.FeedOf("").Send(7);
        Assert.NotNull(await wire.ReadUntilAsync(frame => frame is { Type: Http2FrameType.Data, Stream: 1 or 3, Payload.Length: > 0 }));
    }

    [Fact]
    public async Task Watch_WhoseCallerGivesNoWindow_IsEndedAndTheServiceHearsOfIt()
    {
        await using var gateway = new GatewayApp(_upstream, ("Limits:ResponseGrace", "00:00:02"), ("Limits:ResponseBytesPerSecond", "100000000"));
        using var wire = await Http2Wire.ConnectAsync(gateway.GrpcDoor, (Http2Wire.InitialWindowSize, 0));
        var feed = _upstream.FeedOf("");
        for (var i = 0; i < 100; i++)
        {
            feed.Events.Writer.TryWrite(new() { Hotspot = new() { Description = new string('x', 100_000) } });
        }

        await wire.CallAsync(1, Watch, await gateway.TokenAsync("dispatcher.de"), Everything);

        await feed.HungUp.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Headers_TooLarge_EndTheRequestAndNotTheOthers()
    {
        await using var gateway = new GatewayApp(_upstream);
        using var http = new HttpClient { BaseAddress = gateway.GrpcDoor, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var large = new HttpRequestMessage(HttpMethod.Post, Watch) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        large.Headers.Add("x-large", new string('x', 40_000));

        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(http, large));
        var hotspots = new HotspotService.HotspotServiceClient(await gateway.AsAsync("dispatcher.de"));
        Assert.Equal("hotspots/port", (await hotspots.GetHotspotAsync(new() { Name = "hotspots/port" }, deadline: Patience.Deadline)).Name);
    }

    // The stream may be reset before there is an answer.
    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
