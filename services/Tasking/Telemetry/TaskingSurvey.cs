using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Telemetry;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Telemetry;

/// <summary>What waits: alerts, for a centre or altogether, and deadlines that nobody has seen to.</summary>
internal sealed class TaskingSurvey : Survey
{
    private readonly Journal<TaskingDb> _journal;
    private readonly Readings _open;
    private readonly Readings _unseen;
    private readonly Readings _late;

    public TaskingSurvey(Journal<TaskingDb> journal, IMeterFactory meters, TimeProvider clock, ILogger<TaskingSurvey> log) : base(meters, TaskingMetrics.Meter, clock, log)
    {
        _journal = journal;
        _open = Gauge("taskforce.alerts.open", "{alert}", "Alerts that nobody has resolved, by kind and by each nation to which they go.");
        _unseen = Gauge("taskforce.alerts.unseen", "{alert}", "Those of them that the nation has not acknowledged.");
        _late = Gauge("taskforce.deadlines.late", "s", "For how long the oldest deadline that fell due has not been seen to.");
    }

    protected override async Task LookAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        var (open, due) = await _journal.ReadAsync(async db => (
            await db.Alerts.AsNoTracking().Where(row => row.State == AlertState.Open).ToListAsync(cancellation),
            await db.Deadlines.OrderBy(row => row.DueTime).Select(row => (long?)row.DueTime).FirstOrDefaultAsync(cancellation)), cancellation);
        var alerts = open.SelectMany(row => row.Value.Alarm.Nations, (row, nation) => (Alert: row.Value, Nation: nation)).ToList();
        _open.Count(alerts.Select(Labels), ("kind", "nation"));
        _unseen.Count(alerts.Where(each => each.Alert.Sightings.All(seen => seen.Nation != each.Nation)).Select(Labels), ("kind", "nation"));
        _late.Set([new(due is { } ticks && ticks < now.UtcTicks ? (now.UtcTicks - ticks) / (double)TimeSpan.TicksPerSecond : 0)]);
    }

    private static (string, string) Labels((Alert Alert, string Nation) each) => (WireName.Of(each.Alert.Alarm.Kind), each.Nation);
}
