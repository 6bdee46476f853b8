using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;

namespace TaskForce.Partners.Webhooks;

/// <summary>A webhook as stored.</summary>
internal sealed class WebhookRow : Row<Webhook>
{
    /// <summary>Whose it is: <see cref="WebhookStore.OwnerOf(ActingFor)"/>.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>The partner's nation; empty if it has none.</summary>
    public string Nation { get; private set; } = "";

    public WebhookState State { get; private set; }

    protected override string NameOf(Webhook value) => value.Name.ToString();

    protected override void Index(Webhook value) => (Owner, Nation, State) = (WebhookStore.OwnerOf(value.Owner), value.Owner.Nation, value.State);
}

internal static class WebhookStore
{
    /// <summary>Tells partners apart: two issuers may call two partners the same.</summary>
    public static string OwnerOf(ActingFor partner) => $"{partner.Partner} of {partner.Issuer}";

    /// <summary>The webhooks that a caller may know of: a partner its own, a nation's centre those of the nation's partners.</summary>
    public static IQueryable<WebhookRow> KnownTo(this IQueryable<WebhookRow> webhooks, Caller caller)
    {
        var (owner, nation) = (OwnerOf(ActingFor.Of(caller)), caller.Nation);
        return caller.Is(Role.Partner)
            ? webhooks.Where(row => row.Owner == owner)
            : webhooks.Where(row => row.Nation == nation && nation != "");
    }

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, also for what the caller may not know of.</exception>
    public static async Task<WebhookRow> GetAsync(this IQueryable<WebhookRow> webhooks, string name, Caller caller)
    {
        var webhook = ResourceName.Parse<WebhookName>(name);
        return await webhooks.KnownTo(caller).NamedAsync(webhook.ToString())
            ?? throw new DomainException(Fault.NotFound, "WEBHOOK_NOT_FOUND", $"{webhook} does not exist.");
    }

    /// <summary>Removes a webhook and all that belongs to it.</summary>
    public static async Task RemoveAsync(this PartnersDb db, WebhookRow row)
    {
        var name = row.Name;
        db.Webhooks.Remove(row);
        await db.Feeds.Where(feed => feed.Webhook == name).ExecuteDeleteAsync();
        await db.Deliveries.Where(delivery => delivery.Webhook == name).ExecuteDeleteAsync();
        await db.Outcomes.Where(outcome => outcome.Webhook == name).ExecuteDeleteAsync();
    }

    /// <summary>Stops a webhook because something is wrong; nothing if it is stopped or gone already, or was changed since.</summary>
    public static async Task StopAsync(this PartnersDb db, string name, long version, string reason, DateTimeOffset now)
    {
        if (await db.Webhooks.NamedAsync(name) is { State: WebhookState.Active } row && row.Version == version)
        {
            row.Set(row.Value.Pause(reason, now));
        }
    }
}
