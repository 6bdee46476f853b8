using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Partners.Webhooks;

/// <summary><c>webhooks/{webhook}</c>.</summary>
internal readonly record struct WebhookName(string Id) : IResourceName<WebhookName>
{
    public static string Collection => "webhooks";

    public static WebhookName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>As in the contract.</summary>
internal enum WebhookState
{
    Active = 1,
    Paused = 2,
}

/// <summary>What a partner says of its webhook.</summary>
/// <param name="DisplayName">For people.</param>
/// <param name="Target">The URL.</param>
/// <param name="Filter">Which events.</param>
/// <param name="Purpose">What for, as the partner states it.</param>
internal sealed record WebhookTerms(string DisplayName, string Target, EventFilter Filter, string Purpose);

/// <summary>Where a partner wants which events delivered.</summary>
/// <param name="Name">The resource name.</param>
/// <param name="Owner">The partner, as whom the events are read.</param>
/// <param name="Terms">What it says.</param>
/// <param name="State">Whether it delivers.</param>
/// <param name="PauseReason">Why not; empty while it does.</param>
/// <param name="Secrets">What deliveries are signed with, sealed.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="UpdateTime">When it was last changed.</param>
internal sealed record Webhook(
    WebhookName Name, ActingFor Owner, WebhookTerms Terms, WebhookState State, string PauseReason, Secrets Secrets, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>Paused by the partner itself.</summary>
    public const string ByPartner = "PARTNER";

    /// <summary>Paused by a commander of the partner's nation.</summary>
    public const string ByCommander = "COMMANDER";

    /// <param name="name">The resource name.</param>
    /// <param name="owner">The partner.</param>
    /// <param name="terms">What it says.</param>
    /// <param name="secret">The first secret, sealed.</param>
    /// <param name="now">Now.</param>
    public static Webhook Create(WebhookName name, ActingFor owner, WebhookTerms terms, string secret, DateTimeOffset now) =>
        new(name, owner, terms, WebhookState.Active, "", new(secret, "", null), now, now);

    public Webhook Change(WebhookTerms terms, DateTimeOffset now) => this with { Terms = terms, UpdateTime = now };

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>WEBHOOK_PAUSED</c>: it is.</exception>
    public Webhook Pause(string reason, DateTimeOffset now) => (State, PauseReason) switch
    {
        (WebhookState.Active, _) => this with { State = WebhookState.Paused, PauseReason = reason, UpdateTime = now },
        // A commander's word holds, whatever else stopped it before.
        (_, not ByCommander) when reason == ByCommander => this with { PauseReason = reason, UpdateTime = now },
        _ => throw new DomainException(Fault.Rejected, "WEBHOOK_PAUSED", $"{Name} is paused already: {PauseReason}."),
    };

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>: it is not paused, or not by whoever resumes it.</exception>
    public Webhook Resume(bool isCommander, DateTimeOffset now) => (State, PauseReason) switch
    {
        (WebhookState.Active, _) => throw new DomainException(Fault.Rejected, "WEBHOOK_ACTIVE", $"{Name} is not paused."),
        (_, ByCommander) when !isCommander =>
            throw new DomainException(Fault.Rejected, "PAUSED_BY_COMMANDER", $"A commander of {Owner.Nation} has paused {Name}; ask that centre."),
        _ => this with { State = WebhookState.Active, PauseReason = "", UpdateTime = now },
    };

    public Webhook Rotate(string secret, TimeSpan overlap, DateTimeOffset now) => this with { Secrets = Secrets.Rotate(secret, overlap, now), UpdateTime = now };

    /// <summary>The same, so that whoever delivers begins anew.</summary>
    public Webhook Touch(DateTimeOffset now) => this with { UpdateTime = now };
}
