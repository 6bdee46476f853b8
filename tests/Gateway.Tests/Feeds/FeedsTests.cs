using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Google.Api;
using TaskForce.Gateway.Feeds;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Feeds;

public class FeedsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Event_OneAtATime_ArrivesBeforeTheNextIsSent()
    {
        var feed = fixture.Upstream.FeedOf("sse");
        feed.Send(1);
        using var answer = await WatchAsync("filter.hostNation=sse");
        await using var events = await ReadAsync(answer);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Null(answer.Content.Headers.ContentLength);
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var sent = await NextAsync(events);
            Assert.Equal(($"{sequence}", "message"), (sent.EventId, sent.EventType));
            Assert.Equal($"{sequence}", JsonDocument.Parse(sent.Data).RootElement.GetProperty("sequence").ToString());
            feed.Send(sequence + 1);
        }
    }

    [Fact]
    public async Task LastEventId_IsWhereItGoesOn_AlsoWhenTheAddressSaysOtherwise()
    {
        // The fake sends as many as it is told to begin after.
        using var answer = await WatchAsync("after=7&filter.hostNation=DE", lastEventId: "3");

        var ids = new List<string?>();
        await foreach (var sent in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            ids.Add(sent.EventId);
        }

        Assert.Equal(["1", "2", "3"], ids);
    }

    [Fact]
    public async Task After_WithoutLastEventId_IsWhereItBegins()
    {
        using var answer = await WatchAsync("after=2");

        Assert.Equal(2, (await answer.Content.ReadAsStringAsync()).Split("data: ").Length - 1);
    }

    [Fact]
    public async Task Heartbeat_IsACommentWithAPlace_AndNoEvent()
    {
        var feed = fixture.Upstream.FeedOf("quiet");
        feed.Events.Writer.TryWrite(new() { Sequence = 41, Type = HotspotEvent.Types.Type.Heartbeat });
        feed.Events.Writer.TryWrite(new() { Sequence = 42, Type = HotspotEvent.Types.Type.Created });
        feed.Events.Writer.Complete();
        using var answer = await WatchAsync("filter.hostNation=quiet");

        var text = await answer.Content.ReadAsStringAsync();

        Assert.StartsWith(": heartbeat\nid: 41\n\nid: 42\ndata: {", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_AfterTheFirstEvent_IsTheLastEvent()
    {
        var feed = fixture.Upstream.FeedOf("dies");
        feed.Send(1);
        using var answer = await WatchAsync("filter.hostNation=dies");
        await using var events = await ReadAsync(answer);
        Assert.Equal("1", (await NextAsync(events)).EventId);

        feed.Send(FakeUpstream.Death);

        var last = await NextAsync(events);
        var problem = JsonDocument.Parse(last.Data).RootElement;
        Assert.Equal("error", last.EventType);
        Assert.Equal(("SERVICE_UNAVAILABLE", "UNAVAILABLE", 503), Told(problem));
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task Refusal_BeforeTheFirstEvent_IsAProblem()
    {
        fixture.Upstream.FeedOf("dead").Send(FakeUpstream.Death);
        using var answer = await WatchAsync("filter.hostNation=dead");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(("SERVICE_UNAVAILABLE", "UNAVAILABLE", 503), Told(await ProblemOfAsync(answer)));
    }

    [Fact]
    public async Task Refusal_OfTheServicesFramework_IsAProblemToo()
    {
        using var answer = await WatchAsync("after=many");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(("REQUEST_MALFORMED", "INVALID_ARGUMENT", 400), Told(await ProblemOfAsync(answer)));
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task LastEventId_ThatNoEventHas_IsRefused(string id)
    {
        using var answer = await WatchAsync("", lastEventId: id);

        Assert.Equal(("CURSOR_MALFORMED", "INVALID_ARGUMENT", 400), Told(await ProblemOfAsync(answer)));
    }

    [Fact]
    public async Task Token_None_IsAProblem()
    {
        using var http = new HttpClient { BaseAddress = fixture.Gateway.HttpDoor };
        using var answer = await WatchAsync("", http: http);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(("TOKEN_REQUIRED", "UNAUTHENTICATED", 401), Told(await ProblemOfAsync(answer)));
    }

    [Fact]
    public async Task Reader_HangsUp_TheServiceHearsOfIt()
    {
        var feed = fixture.Upstream.FeedOf("hang up sse");
        feed.Send(1);
        var answer = await WatchAsync("filter.hostNation=hang%20up%20sse");
        await using var events = await ReadAsync(answer);
        await NextAsync(events);

        answer.Dispose();

        await feed.HungUp.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task OtherMethods_AskedForEvents_AnswerAsEver()
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));
        rest.DefaultRequestHeaders.Add("Accept", "text/event-stream");

        using var answer = await rest.GetAsync("/tasking/v1/hotspots/port");

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public void EveryWatch_AndTheOrders_AreFeeds()
    {
        var watches = Contracts.Services.SelectMany(service => service.Methods).Where(method => method.Name.StartsWith("Watch", StringComparison.Ordinal) || method.Name == "ReceiveOrders").ToList();

        Assert.All(watches, method => Assert.True(FeedsModule.IsFeed(method), method.FullName));
        Assert.All(watches, method => Assert.DoesNotContain('{', method.GetOptions().GetExtension(AnnotationsExtensions.Http).Get));
    }

    private static (string? Reason, string? Code, int Status) Told(JsonElement problem) =>
        (problem.GetProperty("reason").GetString(), problem.GetProperty("code").GetString(), problem.GetProperty("status").GetInt32());

    private static async Task<JsonElement> ProblemOfAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Patience.Limit));
        return events.Current;
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> ReadAsync(HttpResponseMessage answer) =>
        SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();

    private async Task<HttpResponseMessage> WatchAsync(string query, string? lastEventId = null, HttpClient? http = null)
    {
        var rest = http ?? fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/tasking/v1/hotspots:watch?{query}");
        request.Headers.Add("Accept", "text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await rest.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Limit);
    }
}
