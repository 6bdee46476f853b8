using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Feeds;
using TaskForce.Partners.Sealing;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Targets;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;

namespace TaskForce.Partners.Webhooks;

/// <summary>Makes, changes and lists webhooks.</summary>
internal sealed class WebhookDesk(Journal<PartnersDb> journal, EventSources sources, TargetGuard guard, Dispatcher dispatcher, IOptions<WebhookOptions> options, SecretKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan UsualOverlap = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    /// <summary>A new secret of a webhook, sealed.</summary>
    public string NewSecret(WebhookName webhook) => keys.Seal(webhook.ToString(), SigningSecrets.New());

    /// <summary>An answer with the secret that stands sealed in it.</summary>
    public V1.Webhook Show(V1.Webhook answer) => keys.Show(answer);

    /// <summary>Has couriers begin, end or begin anew.</summary>
    public void Wake() => dispatcher.Wake();

    public async Task<V1.Webhook> CreateAsync(V1.CreateWebhookRequest request, Caller caller, CancellationToken cancellation)
    {
        if (await journal.RecallAsync<V1.Webhook>(request, caller, cancellation) is { } known)
        {
            return keys.Show(known);
        }

        var (owner, name) = (ActingFor.Of(caller), ResourceName.FromChosenId<WebhookName>(request.WebhookId, "webhook_id"));
        var terms = (request.Webhook ?? new()).ToTerms(sources, guard);
        var ends = await sources.FindEndsAsync(terms.Filter, owner, terms.Purpose, cancellation);
        return keys.Show(await journal.ChangeAsync(request, caller, async db =>
        {
            var (now, text) = (clock.GetUtcNow(), name.ToString());
            await MustHaveRoomAsync(db, owner);
            if (await db.Webhooks.AnyAsync(other => other.Name == text))
            {
                throw new DomainException(Fault.Exists, "WEBHOOK_EXISTS", $"{name} exists.");
            }

            var row = new WebhookRow();
            row.Set(Webhook.Create(name, owner, terms, NewSecret(name), now));
            db.Webhooks.Add(row);
            db.Outcomes.Add(new() { Webhook = text });
            await db.BeginAsync(text, ends);
            await db.SaveChangesAsync();
            db.AfterCommit(Wake);
            var shown = await db.ToProtoAsync(row, now);
            // Opened only for the caller: the answer is kept for repeats.
            shown.Secret = row.Value.Secrets.Current;
            return shown;
        }, cancellation));
    }

    public async Task<V1.Webhook> UpdateAsync(V1.UpdateWebhookRequest request, Caller caller, CancellationToken cancellation)
    {
        var changes = request.Webhook ?? new();
        var before = await journal.ReadAsync(db => db.Webhooks.GetAsync(changes.Name, caller), cancellation);
        // New feeds begin where they end now; which those are is only known for sure in the change.
        var wanted = TermsAfter(before, request).Filter;
        var ends = await sources.FindEndsAsync(wanted, before.Value.Owner, before.Value.Terms.Purpose, cancellation);
        return await journal.ChangeAsync(request, caller, async db =>
        {
            var now = clock.GetUtcNow();
            var row = await db.Webhooks.GetAsync(changes.Name, caller);
            Etag.Check(changes.Etag, row.Version, row.Name);
            row.Set(row.Value.Change(TermsAfter(row, request), now));
            await db.BeginAsync(row.Name, ends);
            await db.SaveChangesAsync();
            db.AfterCommit(Wake);
            return await db.ToProtoAsync(row, now);
        }, cancellation);
    }

    public Task<V1.ListWebhooksResponse> ListAsync(V1.ListWebhooksRequest request, Caller caller, CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        var now = clock.GetUtcNow();
        var page = await db.Webhooks.KnownTo(caller).ToPageAsync<WebhookRow, Webhook>(request.PageSize, request.PageToken, null, newestFirst: true, cancellation);
        var answer = new V1.ListWebhooksResponse { NextPageToken = page.NextPageToken, Quota = caller.Is(Role.Partner) ? await QuotaAsync(db, ActingFor.Of(caller)) : null };
        foreach (var row in page.Rows)
        {
            answer.Webhooks.Add(await db.ToProtoAsync(row, now));
        }

        return answer;
    }, cancellation);

    /// <summary>The feed that a replay is of.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public EventSource FeedOf(V1.ReplayWebhookRequest request)
    {
        var violations = new Violations();
        violations.Check(sources.Find(request.Feed) is not null, "feed", $"must be {sources.Describe()}");
        violations.Check(request.After >= 0, "after", "must not be negative");
        violations.ThrowIfAny();
        return sources.Get(request.Feed);
    }

    /// <summary>How long an old secret signs too.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for a time that is none or too long.</exception>
    public static TimeSpan OverlapOf(Duration? asked)
    {
        var overlap = asked is null ? UsualOverlap : asked.Seconds is >= 0 and < int.MaxValue ? asked.ToTimeSpan() : TimeSpan.MaxValue;
        var violations = new Violations();
        violations.Check(overlap >= TimeSpan.Zero && overlap <= LongestOverlap, "overlap", $"must be 0 to {LongestOverlap.Days} days");
        violations.ThrowIfAny();
        return overlap;
    }

    private WebhookTerms TermsAfter(WebhookRow row, V1.UpdateWebhookRequest request) =>
        UpdateMask.Apply(row.ToProto(clock.GetUtcNow()), request.Webhook, request.UpdateMask, "webhook").ToTerms(sources, guard);

    private async Task MustHaveRoomAsync(PartnersDb db, ActingFor owner)
    {
        var quota = await QuotaAsync(db, owner);
        if (quota.Webhooks >= quota.MaxWebhooks)
        {
            throw new DomainException(Fault.Exhausted, "TOO_MANY_WEBHOOKS", $"{owner.Partner} has {quota.Webhooks} webhooks, as many as it may; delete one first.");
        }
    }

    private async Task<V1.WebhookQuota> QuotaAsync(PartnersDb db, ActingFor owner)
    {
        var key = WebhookStore.OwnerOf(owner);
        return new()
        {
            Webhooks = await db.Webhooks.CountAsync(row => row.Owner == key),
            MaxWebhooks = options.Value.MaxWebhooks,
            MaxWaiting = options.Value.MaxWaiting,
            MaxDeadLetters = options.Value.MaxDeadLetters,
            MaxConcurrent = options.Value.MaxConcurrent,
        };
    }
}
