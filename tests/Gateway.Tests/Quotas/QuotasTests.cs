using System.Net;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Gateway.Quotas;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using TaskForce.Type.V1;

namespace TaskForce.Gateway.Tests.Quotas;

public sealed class QuotasTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayApp _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        // Enough for what a test does, and no more before the test has ended.
        _gateway = new(_upstream,
            ("RateLimits:Dispatcher:Burst", "2"), ("RateLimits:Dispatcher:PerSecond", "1"), ("RateLimits:Commander:ConcurrentCalls", "1"),
            ("RateLimits:Field:Burst", "1"), ("RateLimits:Field:PerSecond", "1"), ("RateLimits:Field:ConcurrentCalls", "1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Calls_MoreThanTheBurst_AreResourceExhaustedAndToldWhenToTryAgain(string protocol)
    {
        var hotspots = new HotspotService.HotspotServiceClient(await _gateway.AsAsync("dispatcher.de", protocol));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TryAsync(hotspots)));

        var refusal = answers.First(answer => answer is not null)!;
        Assert.Contains(answers, answer => answer is null);
        Assert.Equal((StatusCode.ResourceExhausted, "QUOTA_EXCEEDED"), (refusal.StatusCode, refusal.Reason()));
        Assert.True(refusal.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Calls_RestMoreThanTheBurst_Are429WithRetryAfter()
    {
        using var rest = _gateway.Rest(await _gateway.TokenAsync("dispatcher.de"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => rest.GetAsync("/tasking/v1/hotspots/x")));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Probes_WhoeverElseComesFromTheirAddress_AreNeverOverTheQuota()
    {
        var port = Ports.Take(1).Single();
        await using var gateway = new GatewayApp(
            _upstream, ("Probes:Url", $"http://127.0.0.1:{port}"), ("RateLimits:Anonymous:Burst", "1"), ("RateLimits:Anonymous:PerSecond", "1"));
        using var probes = GrpcChannel.ForAddress(new Uri($"http://127.0.0.1:{port}"));

        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => HealthAsync(gateway.With(null))));
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => HealthAsync(probes.CreateCallInvoker())));

        Assert.Contains(StatusCode.ResourceExhausted, others);
        Assert.All(answers, answer => Assert.Equal(StatusCode.OK, answer));

        static Task<StatusCode> HealthAsync(CallInvoker door) =>
            CodeAsync(new Grpc.Health.V1.Health.HealthClient(door).CheckAsync(new() { Service = "liveness" }, deadline: Patience.Deadline).ResponseAsync);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task CallsForHelp_HoweverMany_AreNeverOverTheQuota(string protocol)
    {
        var field = new FieldService.FieldServiceClient(await _gateway.AsAsync("field:de-falke-07", protocol));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CodeAsync(field.NeedHelpAsync(new(), deadline: Patience.Deadline).ResponseAsync)));
        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CodeAsync(field.CheckInAsync(new(), deadline: Patience.Deadline).ResponseAsync)));

        Assert.DoesNotContain(StatusCode.ResourceExhausted, answers);
        Assert.Contains(StatusCode.ResourceExhausted, others);
    }

    [Fact]
    public async Task CallsForHelp_ByRest_AreNeverOverTheQuota()
    {
        using var rest = _gateway.Rest(await _gateway.TokenAsync("field:de-falke-07"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => rest.PostAsync("/tasking/v1/alerts:needHelp", null)));

        Assert.DoesNotContain(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Calls_OfSomebodyElse_AreNotCounted()
    {
        var busy = new HotspotService.HotspotServiceClient(await _gateway.AsAsync("dispatcher.de"));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TryAsync(busy)));

        var other = new HotspotService.HotspotServiceClient(await _gateway.AsAsync("dispatcher.ma"));

        Assert.Null(await TryAsync(other));
    }

    [Fact]
    public async Task Streams_MoreThanMayBeOpen_AreResourceExhaustedUntilOneEnds()
    {
        var hotspots = new HotspotService.HotspotServiceClient(await _gateway.AsAsync("commander.de"));
        var feed = _upstream.FeedOf("x");
        feed.Send(1);
        var open = hotspots.WatchHotspots(new() { Filter = new() { HostNation = "x" } }, deadline: Patience.Deadline);
        Assert.True(await open.ResponseStream.MoveNext());

        var refusal = await TryAsync(hotspots);

        Assert.Equal((StatusCode.ResourceExhausted, "QUOTA_EXCEEDED"), (refusal!.StatusCode, refusal.Reason()));
        open.Dispose();
    }

    [Fact]
    public void For_SeveralRoles_IsTheLargestQuota()
    {
        var options = new RateLimitsOptions();

        Assert.Same(options.Partner, options.For([Role.Field, Role.Partner]));
        Assert.Same(options.Anonymous, options.For([]));
    }

    [Fact]
    public void Validate_NumbersBelowOne_AreAllNamed()
    {
        var faults = new RateLimitsOptionsValidator().Validate(null, new() { Field = new() { Burst = 1 } }).Failures;

        Assert.Equal(["RateLimits:Field:PerSecond must be at least 1, not 0.", "RateLimits:Field:ConcurrentCalls must be at least 1, not 0."], faults);
    }

    private static async Task<StatusCode> CodeAsync(Task call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }

    private static async Task<RpcException?> TryAsync(HotspotService.HotspotServiceClient hotspots)
    {
        try
        {
            await hotspots.GetHotspotAsync(new() { Name = "hotspots/x" }, deadline: Patience.Deadline);
            return null;
        }
        catch (RpcException refusal)
        {
            return refusal;
        }
    }
}
