using Grpc.Core;
using Microsoft.AspNetCore.Http;
using TaskForce.Partners.Tests.Stix;
using TaskForce.Testing;
using TaskForce.Type.V1;
using static TaskForce.Partners.Tests.PartnersApp;

namespace TaskForce.Partners.Tests.Webhooks;

public sealed class WebhookServiceTests : IDisposable
{
    private readonly SqliteTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Create_Repeated_IsTheSameWithItsSecret_AndReadAgainIsWithoutIt()
    {
        await using var world = await World.StartAsync(_store);
        var request = new V1.CreateWebhookRequest { Webhook = To(world.Receiver.Url), WebhookId = "our-centre", RequestId = Guid.NewGuid().ToString() };

        var made = await world.Webhooks.CreateWebhookAsync(request);

        Assert.Equal(made, await world.Webhooks.CreateWebhookAsync(request));
        Assert.Equal(("webhooks/our-centre", "partner.de", "DE", V1.Webhook.Types.State.Active), (made.Name, made.Partner, made.Nation, made.State));
        Assert.Equal(32, Convert.FromBase64String(made.Secret["whsec_".Length..]).Length);
        var read = await world.Webhooks.GetWebhookAsync(new() { Name = made.Name });
        made.Secret = "";
        Assert.Equal(made, read);
        Assert.Equal("", (await world.Webhooks.ListWebhooksAsync(new())).Webhooks.Single().Secret);
    }

    [Fact]
    public async Task Create_Faulty_NamesEveryFault()
    {
        await using var world = await World.StartAsync(_store, settings: [("Webhooks:Targets:AllowHttp", "false"), ("Webhooks:Targets:AllowPrivate", "false")]);

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", world.Webhooks.CreateWebhookAsync(new()
        {
            Webhook = new() { Target = "http://10.0.0.1/", Filter = new() { Types_ = { "hotspots", "weather" }, Subjects = { "port" }, Nation = "Germany" }, DisplayName = new('x', 201) },
        }));

        string[] faulty = [.. refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field)];
        // Its length is judged before anything else is.
        Assert.Equal(["webhook.display_name"], faulty);
        refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", world.Webhooks.CreateWebhookAsync(new()
        {
            Webhook = new() { Target = "http://10.0.0.1/", Filter = new() { Types_ = { "hotspots", "weather" }, Subjects = { "port" }, Nation = "Germany" } },
        }));
        faulty = [.. refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field)];
        Assert.Equal(["webhook.target", "webhook.filter.types[1]", "webhook.filter.subjects[0]", "webhook.filter.nation"], faulty);
    }

    [Fact]
    public async Task Quota_Reached_RefusesAnother_AndIsShown()
    {
        await using var world = await World.StartAsync(_store, settings: ("Webhooks:MaxWebhooks", "2"));
        await world.SubscribeAsync();
        await world.SubscribeAsync();

        await Refused(StatusCode.ResourceExhausted, "TOO_MANY_WEBHOOKS", world.Webhooks.CreateWebhookAsync(new() { Webhook = To(world.Receiver.Url) }));

        Assert.Equal((2, 2), ((await world.Webhooks.ListWebhooksAsync(new())).Quota.Webhooks, (await world.Webhooks.ListWebhooksAsync(new())).Quota.MaxWebhooks));
        await world.App.Webhooks("partner.ma").CreateWebhookAsync(new() { Webhook = To(world.Receiver.Url) });
    }

    [Fact]
    public async Task Update_ChangesWhereAndWhat_ForWhatWaitsToo()
    {
        await using var world = await World.StartAsync(_store);
        world.Receiver.Say(StatusCodes.Status503ServiceUnavailable);
        var webhook = await world.SubscribeAsync();
        world.Tasking.Change("port");
        await world.Receiver.NextAsync();
        webhook = await world.UntilAsync(webhook, shown => shown.Progress.LastFailures.Count == 1);
        await using var other = new Receiver();
        await other.StartAsync();

        var changed = await world.Webhooks.UpdateWebhookAsync(new() { Webhook = new() { Name = webhook.Name, Target = other.Url, Filter = new() { Types_ = { "hotspots" }, Nation = "FR" }, Etag = webhook.Etag } });
        world.Tasking.Change("quay");
        world.Tasking.Change("calais", nation: "FR");
        // Only as it is now does it want these two and not the third: nothing goes where it went before any more.
        await world.UntilAsync(webhook, shown => shown.Progress.Waiting == 2);
        world.PassTime();

        Assert.Equal(other.Url, changed.Target);
        Assert.Equal(["hotspots-1", "hotspots-3"], (await other.NextAsync(2)).Order());
        await Refused(StatusCode.Aborted, "STALE_ETAG", world.Webhooks.UpdateWebhookAsync(new() { Webhook = new() { Name = webhook.Name, DisplayName = "Late", Etag = webhook.Etag } }));
    }

    [Fact]
    public async Task Delete_EndsDeliveries()
    {
        await using var world = await World.StartAsync(_store);
        var webhook = await world.SubscribeAsync();
        var rest = await world.SubscribeAsync();

        await world.Webhooks.DeleteWebhookAsync(new() { Name = webhook.Name });
        world.Tasking.Change("port");

        Assert.True((await world.Receiver.NextAsync()).IsSignedWith(rest.Secret));
        await world.UntilAsync(rest, shown => shown.Progress.Delivered == 1);
        Assert.True(world.Receiver.IsQuiet);
        await Refused(StatusCode.NotFound, "WEBHOOK_NOT_FOUND", world.Webhooks.GetWebhookAsync(new() { Name = webhook.Name }));
    }

    [Fact]
    public async Task Commander_Pauses_AndThePartnerCannotResume()
    {
        await using var world = await World.StartAsync(_store);
        var webhook = await world.SubscribeAsync();

        var paused = await world.App.Webhooks("commander.de").PauseWebhookAsync(new() { Name = webhook.Name });

        Assert.Equal("COMMANDER", paused.PauseReason);
        await Refused(StatusCode.FailedPrecondition, "PAUSED_BY_COMMANDER", world.Webhooks.ResumeWebhookAsync(new() { Name = webhook.Name }));
        await world.App.Webhooks("commander.de").ResumeWebhookAsync(new() { Name = webhook.Name });
    }

    [Fact]
    public async Task Feeds_AreReadInThePartnersPlace_ForItsPurpose()
    {
        await using var world = await World.StartAsync(_store);
        await world.Webhooks.CreateWebhookAsync(new() { Webhook = new(To(world.Receiver.Url)) { Purpose = "Watch over the ports" } });
        world.Tasking.Change("port");
        await world.Receiver.NextAsync();

        Assert.All(world.Tasking.Asked, asked => Assert.Equal(("DE partner.de partner.de demo", "Watch%20over%20the%20ports"), (asked["x-taskforce-acting-for"], asked["taskforce-purpose"])));
    }

    [Fact]
    public async Task Method_OfOthers_IsRefused()
    {
        await using var world = await World.StartAsync(_store);
        var (name, note) = ((await world.SubscribeAsync()).Name, "WEBHOOK_NOT_FOUND");
        var gone = (await world.SubscribeAsync()).Name;
        var tracker = (await new V1.TrackerService.TrackerServiceClient(world.App.As("partner.de")).CreateTrackerAsync(new() { Tracker = Boats })).Name;

        var bundle = new Google.Api.HttpBody { Data = Google.Protobuf.ByteString.CopyFromUtf8(StixText.Bundle(StixText.Ransomware(status: "closed"))) };
        var told = (await new V1.StixService.StixServiceClient(world.App.As("partner.de")).ReceiveStixBundleAsync(new() { Document = bundle })).Results[0].StixCase;

        var faults = await new ScopeTable("taskforce.partners.v1", world.App.As).FaultsAsync(
        [
            new("CreateWebhook", "partner.de", new V1.CreateWebhookRequest { Webhook = To(world.Receiver.Url) })
            {
                IsTheirs = (stranger, answer) => answer is V1.Webhook made && made.Partner == stranger,
            },
            new("GetWebhook", "partner.de", new V1.GetWebhookRequest { Name = name }, note) { IsTheirs = IsOfTheirNation },
            new("ListWebhooks", "partner.de", new V1.ListWebhooksRequest())
            {
                IsTheirs = (stranger, answer) => answer is V1.ListWebhooksResponse list && list.Webhooks.All(webhook => webhook.Partner == stranger || IsOfTheirNation(stranger, webhook)),
            },
            new("UpdateWebhook", "partner.de", new V1.UpdateWebhookRequest { Webhook = new() { Name = name, DisplayName = "Ours" } }, note),
            new("RotateWebhookSecret", "partner.de", new V1.RotateWebhookSecretRequest { Name = name }, note),
            new("ReplayWebhook", "partner.de", new V1.ReplayWebhookRequest { Name = name, Feed = "hotspots" }, note),
            new("ListDeadLetters", "partner.de", new V1.ListDeadLettersRequest { Parent = name }, note),
            new("RedeliverDeadLetters", "partner.de", new V1.RedeliverDeadLettersRequest { Parent = name }, note),
            new("PauseWebhook", "partner.de", new V1.PauseWebhookRequest { Name = name }, note),
            new("ResumeWebhook", "partner.de", new V1.ResumeWebhookRequest { Name = name }, note),
            new("DeleteWebhook", "partner.de", new V1.DeleteWebhookRequest { Name = gone }, note),
            new("CreateTracker", "partner.de", new V1.CreateTrackerRequest { Tracker = Boats }) { IsTheirs = (stranger, answer) => answer is V1.Tracker made && made.Partner == stranger },
            new("GetTracker", "partner.de", new V1.GetTrackerRequest { Name = tracker }, "TRACKER_NOT_FOUND"),
            new("ListTrackers", "partner.de", new V1.ListTrackersRequest()) { IsTheirs = (stranger, answer) => answer is V1.ListTrackersResponse list && list.Trackers.All(each => each.Partner == stranger) },
            new("UpdateTracker", "partner.de", new V1.UpdateTrackerRequest { Tracker = new() { Name = tracker, DisplayName = "Ours" } }, "TRACKER_NOT_FOUND"),
            new("DeleteTracker", "partner.de", new V1.DeleteTrackerRequest { Name = tracker }, "TRACKER_NOT_FOUND"),
            new("ReceiveCapAlert", "partner.de", new V1.ReceiveCapAlertRequest { Document = new() { Data = Google.Protobuf.ByteString.CopyFromUtf8(new Cap.CapText { Status = "Test" }.ToString()) } })
            {
                IsTheirs = (_, answer) => answer is V1.ReceiveCapAlertResponse { Hotspot: "" },
            },
            new("ReceiveStixBundle", "partner.de", new V1.ReceiveStixBundleRequest { Document = bundle })
            {
                IsTheirs = (_, answer) => answer is V1.ReceiveStixBundleResponse taken && taken.Results[0].StixCase != told,
            },
            new("ListStixCases", "partner.de", new V1.ListStixCasesRequest()) { IsTheirs = (stranger, answer) => answer is V1.ListStixCasesResponse list && list.StixCases.All(each => each.Partner == stranger) },
            new("ExportStixCase", "partner.de", new V1.ExportStixCaseRequest { Name = told }, "STIX_CASE_NOT_FOUND"),
            new("SignCheckpoint", "auditor.de", new SignCheckpointRequest { Checkpoint = new() { Nation = "DE", Number = 1, Time = new() { Seconds = 1 } } }, "OTHER_NATION"),
            new("EraseAuditValues", "commander.de", new EraseAuditValuesRequest { Value = "webhooks/none" }) { IsTheirs = (_, answer) => answer is EraseAuditValuesResponse { Count: 0 } },
        ]);

        Assert.True(faults.Length == 0, faults);
    }

    private static V1.Tracker Boats => new() { Devices = { new V1.Tracker.Types.Device { UniqueId = "boat", Subject = "assets/de-boat-1" } } };

    // A centre sees those of its nation's partners.
    private static bool IsOfTheirNation(string stranger, Google.Protobuf.IMessage? answer) =>
        answer is V1.Webhook webhook && !stranger.StartsWith("partner.", StringComparison.Ordinal) && stranger.EndsWith(webhook.Nation.ToLowerInvariant(), StringComparison.Ordinal);
}
