using System.Net;
using Microsoft.AspNetCore.Http;
using TaskForce.Testing;

namespace TaskForce.Partners.Tests.Targets;

/// <summary>Where deliveries go at the wire, and what they put up with.</summary>
public sealed class TargetTests : IDisposable
{
    private readonly SqliteTestStore _store = new();
    private int _asked;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Name_IsConnectedToByTheAddressThatWasLookedAt()
    {
        // No name server knows the name: whoever gets there has taken the address from the guard.
        await using var world = await World.StartAsync(_store, (_, _) => ResolveAsync("127.0.0.1"));
        await world.Webhooks.CreateWebhookAsync(new() { Webhook = PartnersApp.To($"http://partner.example:{world.Receiver.Port}/hook") });
        world.Tasking.Change("port");

        Assert.Equal($"partner.example:{world.Receiver.Port}", (await world.Receiver.NextAsync()).Headers["host"]);
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("93.184.216.34", "127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("169.254.169.254")]
    public async Task Name_ThatMeansAnotherAddressLater_LeadsNowhere(params string[] addresses)
    {
        await using var world = await World.StartAsync(_store, (_, _) => ResolveAsync(addresses), ("Webhooks:Targets:AllowPrivate", "false"));
        var webhook = await world.Webhooks.CreateWebhookAsync(new() { Webhook = PartnersApp.To($"http://partner.example:{world.Receiver.Port}/hook") });
        world.Tasking.Change("port");

        var failed = await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);

        Assert.Equal("TARGET_FORBIDDEN", failed.Progress.LastFailures[0].Reason);
        Assert.True(world.Receiver.IsQuiet);
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var world = await World.StartAsync(_store);
        world.Receiver.Answer = (_, context) =>
        {
            context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");

        var failed = await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);

        Assert.Equal((307, "REDIRECTED"), (failed.Progress.LastFailures[0].HttpStatus, failed.Progress.LastFailures[0].Reason));
        Assert.Empty(world.Receiver.Strayed);
    }

    [Fact]
    public async Task Answer_WithoutEnd_IsNotReadToIt()
    {
        await using var world = await World.StartAsync(_store);
        var hungUp = new TaskCompletionSource();
        world.Receiver.Answer = async (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            try
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(new byte[64 * 1024]);
                }
            }
            finally
            {
                hungUp.TrySetResult();
            }
        };
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");

        await world.UntilAsync(webhook, shown => shown.Progress.Delivered == 1);
        await hungUp.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Target_ThatDoesNotAnswer_IsLeftInTime()
    {
        await using var world = await World.StartAsync(_store, settings: ("Webhooks:Timeout", "00:00:00.5"));
        world.Receiver.Answer = (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");

        Assert.Equal((0, "TIMEOUT"), (await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1)).Progress.LastFailures.Select(failure => (failure.HttpStatus, failure.Reason)).First());
    }

    [Fact]
    public async Task Target_ThatAsksForTime_GetsIt()
    {
        await using var world = await World.StartAsync(_store);
        world.Receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "1800";
            return Task.CompletedTask;
        };
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");

        var failed = await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);

        Assert.Equal(world.Clock.GetUtcNow().AddMinutes(30), failed.Progress.NextAttemptTime.ToDateTimeOffset());
    }

    private Task<IPAddress[]> ResolveAsync(params string[] addresses)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);
    }
}
