using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Feeds;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Targets;

namespace TaskForce.Partners.Webhooks;

internal static class WebhookMapping
{
    private const int MostTypes = 50;
    private const int MostSubjects = 1000;

    /// <summary>Reads what a partner says, naming everything that is wrong with it.</summary>
    public static WebhookTerms ToTerms(this V1.Webhook webhook, EventSources sources, TargetGuard guard)
    {
        var (violations, filter) = (new Violations(), webhook.Filter ?? new());
        violations.Require(webhook, "webhook.");
        violations.CheckText(webhook.DisplayName, 0, 200, "webhook.display_name");
        violations.CheckText(webhook.Purpose, 0, 200, "webhook.purpose");
        violations.Check(!webhook.Purpose.Any(char.IsControl), "webhook.purpose", "must not contain control characters");
        if (webhook.Target.Length > 0)
        {
            guard.Check(webhook.Target, violations, "webhook.target");
        }

        violations.Check(filter.Types_.Count <= MostTypes, "webhook.filter.types", $"must have at most {MostTypes} items");
        violations.CheckEach(filter.Types_, "webhook.filter.types", sources.Knows, $"is not {sources.Describe()}, nor a type of their events");
        violations.Check(filter.Subjects.Count <= MostSubjects, "webhook.filter.subjects", $"must have at most {MostSubjects} items");
        violations.CheckEach(filter.Subjects, "webhook.filter.subjects", subject => subject.Contains('/', StringComparison.Ordinal), "must be a resource name");
        violations.CheckNation(filter.Nation, "webhook.filter.nation");
        violations.ThrowIfAny();

        return new(webhook.DisplayName.Trim(), webhook.Target, new([.. filter.Types_.Distinct()], [.. filter.Subjects.Distinct()], filter.Nation), webhook.Purpose.Trim());
    }

    /// <summary>What a partner is shown, without the secret.</summary>
    public static V1.Webhook ToProto(this WebhookRow row, DateTimeOffset now)
    {
        var webhook = row.Value;
        return new()
        {
            Name = row.Name,
            Partner = webhook.Owner.Partner,
            Nation = webhook.Owner.Nation,
            DisplayName = webhook.Terms.DisplayName,
            Target = webhook.Terms.Target,
            Filter = new() { Types_ = { webhook.Terms.Filter.Types }, Subjects = { webhook.Terms.Filter.Subjects }, Nation = webhook.Terms.Filter.Nation },
            Purpose = webhook.Terms.Purpose,
            State = (V1.Webhook.Types.State)webhook.State,
            PauseReason = webhook.PauseReason,
            OldSecretExpireTime = webhook.Secrets.OverlapAt(now)?.ToTimestamp(),
            CreateTime = webhook.CreateTime.ToTimestamp(),
            UpdateTime = webhook.UpdateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }

    /// <summary>The same, with how its deliveries go.</summary>
    public static async Task<V1.Webhook> ToProtoAsync(this PartnersDb db, WebhookRow row, DateTimeOffset now)
    {
        var (shown, name) = (row.ToProto(now), row.Name);
        var outcome = await db.Outcomes.FirstOrDefaultAsync(each => each.Webhook == name);
        var ours = db.Deliveries.Where(delivery => delivery.Webhook == name);
        var feeds = await db.Feeds.Where(feed => feed.Webhook == name).OrderBy(feed => feed.Feed).ToListAsync();
        shown.Progress = new()
        {
            Waiting = await ours.CountAsync(delivery => delivery.GiveUpTime == null),
            OldestWaitingTime = ToTime(await ours.Where(delivery => delivery.GiveUpTime == null).MinAsync(delivery => (long?)delivery.ReadTime)),
            DeadLetters = await ours.CountAsync(delivery => delivery.GiveUpTime != null),
            Positions = { feeds.Select(feed => new V1.Webhook.Types.Position { Feed = feed.Feed, After = feed.After }) },
            Delivered = outcome?.Delivered ?? 0,
            LastDeliveryTime = ToTime(outcome?.LastDelivery),
            LastFailures = { (JsonSerializer.Deserialize<List<KeptFailure>>(outcome?.Failures ?? "[]") ?? []).Select(ToProto) },
            NextAttemptTime = outcome?.Gate > now.UtcTicks ? ToTime(outcome.Gate) : null,
        };
        return shown;
    }

    public static V1.DeadLetter ToProto(this DeliveryRow row) => new()
    {
        EventId = DeliveryRow.IdOf(row.Feed, row.Sequence),
        Type = row.Type,
        Subject = row.Subject,
        ReadTime = ToTime(row.ReadTime),
        GiveUpTime = ToTime(row.GiveUpTime),
        Attempts = row.Attempts,
        LastFailure = row.FailureTime is { } time ? ToProto(new KeptFailure(time, DeliveryRow.IdOf(row.Feed, row.Sequence), row.FailureStatus, row.FailureReason)) : null,
    };

    private static V1.Webhook.Types.Failure ToProto(KeptFailure failure) =>
        new() { Time = ToTime(failure.Time), EventId = failure.EventId, HttpStatus = failure.HttpStatus, Reason = failure.Reason };

    private static Timestamp? ToTime(long? ticks) => ticks is { } time ? new DateTimeOffset(time, TimeSpan.Zero).ToTimestamp() : null;
}
