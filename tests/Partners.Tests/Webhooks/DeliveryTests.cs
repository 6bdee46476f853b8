using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using TaskForce.Testing;
using EventType = TaskForce.Tasking.V1.HotspotEvent.Types.Type;

namespace TaskForce.Partners.Tests.Webhooks;

public sealed class SqliteDeliveryTests() : DeliveryTests(new SqliteTestStore());

public sealed class PostgresDeliveryTests() : DeliveryTests(new PostgresTestStore());

/// <summary>What a partner gets, and when.</summary>
public abstract class DeliveryTests(TestStore store) : IDisposable
{
    private static readonly string[] Attributes = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence"];

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Event_ThatIsAskedFor_ArrivesAsASignedCloudEvent()
    {
        await using var world = await World.StartAsync(store);
        world.Tasking.Change("before");
        var webhook = await world.SubscribeAsync("dev.taskforce.hotspot.created");
        world.Tasking.Change("port");
        world.Tasking.Change("port", EventType.Created);

        var received = await world.Receiver.NextAsync();

        Assert.Equal("hotspots-3", received.Id);
        Assert.Equal("application/cloudevents+json; charset=utf-8", received.Headers["content-type"]);
        Assert.True(received.IsSignedWith(webhook.Secret));
        Assert.Equal($"{world.Clock.GetUtcNow().ToUnixTimeSeconds()}", received.Headers["webhook-timestamp"]);
        string[] said = [.. Attributes.Select(name => received.Event.GetProperty(name).GetString()!)];
        Assert.Equal(
            ["1.0", "hotspots-3", "/tasking/v1/hotspots", "dev.taskforce.hotspot.created", "hotspots/port", "2030-01-31T12:00:00Z", "application/json", "3"], said);
        Assert.Equal("hotspots/port", received.Event.GetProperty("data").GetProperty("hotspot").GetProperty("name").GetString());
        var progress = (await world.UntilAsync(webhook, shown => shown.Progress.Delivered == 1)).Progress;
        Assert.Equal((0, 3L), (progress.Waiting, progress.Positions.Single().After));
    }

    [Fact]
    public async Task Events_OfOneSubject_WaitForTheOneBefore_AndOthersDoNot()
    {
        await using var world = await World.StartAsync(store);
        world.Receiver.Say(StatusCodes.Status422UnprocessableEntity, "hotspots/port");
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");
        world.Tasking.Change("port");
        Assert.Equal("hotspots-1", (await world.Receiver.NextAsync()).Id);
        await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);

        world.Tasking.Change("quay");
        Assert.Equal("hotspots-3", (await world.Receiver.NextAsync()).Id);
        world.Receiver.Answer = null;
        await world.UntilAsync(webhook, shown => shown.Progress.Delivered == 1);
        Assert.True(world.Receiver.IsQuiet);
        world.PassTime();

        Assert.Equal(["hotspots-1", "hotspots-2"], await world.Receiver.NextAsync(2));
    }

    [Fact]
    public async Task Target_ThatFails_IsAskedByOneAtATime_WithTheSameIds_UntilItTakesThem()
    {
        await using var world = await World.StartAsync(store);
        world.Receiver.Say(StatusCodes.Status503ServiceUnavailable);
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");
        var first = await world.Receiver.NextAsync();
        var failed = await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);
        Assert.Equal(("hotspots-1", 503, "REFUSED"), (failed.Progress.LastFailures[0].EventId, failed.Progress.LastFailures[0].HttpStatus, failed.Progress.LastFailures[0].Reason));
        Assert.True(failed.Progress.NextAttemptTime.ToDateTimeOffset() > world.Clock.GetUtcNow());
        world.Tasking.Change("quay");
        world.Tasking.Change("pier");
        await world.UntilAsync(webhook, shown => shown.Progress.Waiting == 3);
        Assert.True(world.Receiver.IsQuiet);

        world.PassTime();
        var second = await world.Receiver.NextAsync();
        await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 2);
        Assert.True(world.Receiver.IsQuiet);
        world.Receiver.Answer = null;
        world.PassTime();

        Assert.Equal(["hotspots-1", "hotspots-2", "hotspots-3"], (await world.Receiver.NextAsync(3)).Order());
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Headers["webhook-signature"], second.Headers["webhook-signature"]);
        Assert.True(second.IsSignedWith(webhook.Secret));
    }

    [Fact]
    public async Task Event_NotTakenInThreeDays_IsADeadLetter_ThatComesAgainWhenAsked()
    {
        await using var world = await World.StartAsync(store);
        world.Receiver.Say(StatusCodes.Status422UnprocessableEntity, "hotspots/port");
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");
        await world.Receiver.NextAsync();
        await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);
        Assert.Equal(1, (await world.UntilAsync(webhook, shown => shown.Progress.Waiting == 1)).Progress.Waiting);

        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.Receiver.NextAsync();
        await world.UntilAsync(webhook, shown => shown.Progress is { DeadLetters: 1, Waiting: 0 });
        var dead = (await world.Webhooks.ListDeadLettersAsync(new() { Parent = webhook.Name })).DeadLetters.Single();
        Assert.Equal(("hotspots-1", "hotspots/port", 2, "REFUSED"), (dead.EventId, dead.Subject, dead.Attempts, dead.LastFailure.Reason));
        world.Receiver.Answer = null;
        world.Tasking.Change("port");
        Assert.Equal("hotspots-2", (await world.Receiver.NextAsync()).Id);
        await PartnersApp.Refused(Grpc.Core.StatusCode.NotFound, "DEAD_LETTER_NOT_FOUND",
            world.Webhooks.RedeliverDeadLettersAsync(new() { Parent = webhook.Name, EventIds = { "hotspots-1", "hotspots-9" } }));
        Assert.Equal(1, (await world.Webhooks.RedeliverDeadLettersAsync(new() { Parent = webhook.Name })).Count);

        Assert.Equal("hotspots-1", (await world.Receiver.NextAsync()).Id);
        await world.UntilAsync(webhook, shown => shown.Progress is { DeadLetters: 0, Waiting: 0 });
    }

    [Fact]
    public async Task Crash_InTheMiddleOfADelivery_LosesNothing()
    {
        await using var world = await World.StartAsync(store);
        // It has the event, and the service dies before it hears so.
        world.Receiver.Answer = (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await world.SubscribeAsync();
        world.Tasking.Change("port");
        world.Tasking.Change("port");
        Assert.Equal("hotspots-1", (await world.Receiver.NextAsync()).Id);

        world.Receiver.Answer = null;
        await world.RestartAsync();
        world.Tasking.Change("port");
        world.PassTime();

        Assert.Equal(["hotspots-1", "hotspots-2", "hotspots-3"], await world.Receiver.NextAsync(3));
    }

    [Fact]
    public async Task Secret_Rotated_SignsBesideTheOldOneUntilTheOverlapIsOver()
    {
        await using var world = await World.StartAsync(store);
        var webhook = await world.SubscribeAsync();

        var rotated = await world.Webhooks.RotateWebhookSecretAsync(new() { Name = webhook.Name, Overlap = TimeSpan.FromHours(2).ToDuration() });
        world.Tasking.Change("port");
        var both = await world.Receiver.NextAsync();
        Assert.True(both.IsSignedWith(webhook.Secret) && both.IsSignedWith(rotated.Secret));
        Assert.StartsWith("whsec_", rotated.Secret, StringComparison.Ordinal);
        Assert.Equal(world.Clock.GetUtcNow().AddHours(2), rotated.OldSecretExpireTime.ToDateTimeOffset());
        Assert.Equal("", (await world.Webhooks.GetWebhookAsync(new() { Name = webhook.Name })).Secret);
        await world.UntilAsync(webhook, shown => shown.Progress.Delivered == 1);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Tasking.Change("port");

        var later = await world.Receiver.NextAsync();
        Assert.True(later.IsSignedWith(rotated.Secret));
        Assert.False(later.IsSignedWith(webhook.Secret));
    }

    [Fact]
    public async Task Event_ThatMayNotBeSeenAnyMore_IsNotDelivered()
    {
        await using var world = await World.StartAsync(store);
        world.Receiver.Say(StatusCodes.Status503ServiceUnavailable);
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");
        await world.Receiver.NextAsync();
        await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);

        world.Tasking.Hide(1);
        world.Receiver.Answer = null;
        world.Tasking.Change("port");
        world.PassTime();

        Assert.Equal("hotspots-2", (await world.Receiver.NextAsync()).Id);
        await world.UntilAsync(webhook, shown => shown.Progress.Waiting == 0);
        Assert.True(world.Receiver.IsQuiet);
    }

    [Fact]
    public async Task Pause_HoldsEventsBack_AndResumeDeliversThem()
    {
        await using var world = await World.StartAsync(store);
        var webhook = await world.SubscribeAsync();
        var paused = await world.Webhooks.PauseWebhookAsync(new() { Name = webhook.Name });
        Assert.Equal((V1.Webhook.Types.State.Paused, "PARTNER"), (paused.State, paused.PauseReason));
        world.Tasking.Change("port");
        world.Tasking.Change("quay");
        await PartnersApp.Refused(Grpc.Core.StatusCode.FailedPrecondition, "WEBHOOK_PAUSED", world.Webhooks.PauseWebhookAsync(new() { Name = webhook.Name }));
        Assert.True(world.Receiver.IsQuiet);

        await world.Webhooks.ResumeWebhookAsync(new() { Name = webhook.Name });

        Assert.Equal(["hotspots-1", "hotspots-2"], (await world.Receiver.NextAsync(2)).Order());
    }

    [Fact]
    public async Task Replay_FromACursor_BringsTheSameIdsAgain_InOrder()
    {
        await using var world = await World.StartAsync(store);
        var webhook = await world.SubscribeAsync();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            world.Tasking.Change("port");
        }

        Assert.Equal(["hotspots-1", "hotspots-2", "hotspots-3", "hotspots-4"], await world.Receiver.NextAsync(4));
        await world.UntilAsync(webhook, shown => shown.Progress is { Delivered: 4, Waiting: 0 });

        await world.Webhooks.ReplayWebhookAsync(new() { Name = webhook.Name, Feed = "hotspots", After = 2 });

        Assert.Equal(["hotspots-3", "hotspots-4"], await world.Receiver.NextAsync(2));
        await PartnersApp.Refused(Grpc.Core.StatusCode.FailedPrecondition, "NOTHING_TO_REPLAY",
            world.Webhooks.ReplayWebhookAsync(new() { Name = webhook.Name, Feed = "hotspots", After = 99 }));
    }

    [Fact]
    public async Task Log_ThatBeginsAfterTheCursor_PausesAndSaysSo()
    {
        await using var world = await World.StartAsync(store);
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");
        world.Tasking.Change("port");
        await world.Receiver.NextAsync(2);
        await world.UntilAsync(webhook, shown => shown.Progress.Delivered == 2);

        world.Tasking.Start = 2;
        await world.Webhooks.ReplayWebhookAsync(new() { Name = webhook.Name, Feed = "hotspots", After = 1 });

        Assert.Equal("LOG_TRUNCATED", (await world.UntilAsync(webhook, shown => shown.State == V1.Webhook.Types.State.Paused)).PauseReason);
    }

    [Fact]
    public async Task Target_ThatIsGone_PausesTheWebhook()
    {
        await using var world = await World.StartAsync(store);
        world.Receiver.Say(StatusCodes.Status410Gone);
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");
        await world.Receiver.NextAsync();

        Assert.Equal("TARGET_GONE", (await world.UntilAsync(webhook, shown => shown.State == V1.Webhook.Types.State.Paused)).PauseReason);
        world.Receiver.Answer = null;
        await world.Webhooks.ResumeWebhookAsync(new() { Name = webhook.Name });
        Assert.Equal("hotspots-1", (await world.Receiver.NextAsync()).Id);
    }
}
