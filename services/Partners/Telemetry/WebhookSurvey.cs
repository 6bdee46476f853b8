using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Telemetry;

namespace TaskForce.Partners.Telemetry;

/// <summary>How far each partner's webhook is behind, and what was given up.</summary>
internal sealed class WebhookSurvey : Survey
{
    private readonly Journal<PartnersDb> _journal;
    private readonly Readings _lag;
    private readonly Readings _waiting;
    private readonly Readings _given;

    public WebhookSurvey(Journal<PartnersDb> journal, IMeterFactory meters, TimeProvider clock, ILogger<WebhookSurvey> log) : base(meters, "TaskForce.Partners", clock, log)
    {
        _journal = journal;
        _lag = Gauge("taskforce.webhook.lag", "s", "For how long the oldest event has waited that a partner's webhook has not taken.");
        _waiting = Gauge("taskforce.webhook.waiting", "{event}", "Events that wait for a partner's webhook.");
        _given = Gauge("taskforce.webhook.dead_letters", "{event}", "Events that were given up.");
    }

    protected override async Task LookAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow().UtcTicks;
        var (webhooks, counts) = await _journal.ReadAsync(async db => (
            await db.Webhooks.AsNoTracking().ToListAsync(cancellation),
            await db.Deliveries.GroupBy(row => new { row.Webhook, IsOver = row.GiveUpTime != null })
                .Select(group => new { group.Key.Webhook, group.Key.IsOver, Count = group.Count(), Oldest = group.Min(row => row.ReadTime) }).ToListAsync(cancellation)), cancellation);

        List<Measurement<double>> Tell(bool isOver, Func<int, long, double> value) => webhooks.ConvertAll(row =>
        {
            var group = counts.Find(each => each.Webhook == row.Name && each.IsOver == isOver);
            return new Measurement<double>(group is null ? 0 : value(group.Count, group.Oldest),
                new KeyValuePair<string, object?>("partner", row.Value.Owner.Partner), new KeyValuePair<string, object?>("webhook", row.Name));
        });

        _lag.Set(Tell(isOver: false, (_, oldest) => Math.Max(0, now - oldest) / (double)TimeSpan.TicksPerSecond));
        _waiting.Set(Tell(isOver: false, (count, _) => count));
        _given.Set(Tell(isOver: true, (count, _) => count));
    }
}
