using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.AlertEvent.Types.Type;

namespace TaskForce.Tasking.Alerts;

/// <summary>An alert as stored.</summary>
internal sealed class AlertRow : Row<Alert>
{
    public AlertState State { get; private set; }

    public int Kind { get; private set; }

    public string Subject { get; private set; } = "";

    public string Mission { get; private set; } = "";

    /// <summary>Between spaces, each followed by one: <c>" DE MA "</c>.</summary>
    public string Nations { get; private set; } = "";

    protected override string NameOf(Alert value) => value.Name.ToString();

    protected override void Index(Alert value)
    {
        (State, Kind, Subject, Mission) = (value.State, (int)value.Alarm.Kind, value.Alarm.Subject, value.Alarm.Mission);
        Nations = $" {string.Join(' ', value.Alarm.Nations)} ";
    }
}

internal static class AlertStore
{
    public const string Topic = "alerts";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<AlertRow> GetAsync(this DbSet<AlertRow> alerts, AlertName name) =>
        await alerts.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "ALERT_NOT_FOUND", $"{name} does not exist.");

    /// <summary>Raises an alert in the change that is being made. One of the same kind and subject that is open already stays as it is.</summary>
    /// <param name="db">The change.</param>
    /// <param name="alarm">What it says.</param>
    /// <param name="actor">Who raises it.</param>
    /// <param name="now">When.</param>
    /// <param name="unit">The actor's nation, if that is a field unit.</param>
    public static async Task<V1.Alert> RaiseAsync(this TaskingDb db, Alarm alarm, string actor, DateTimeOffset now, string unit = "")
    {
        if (await db.OpenAlertAsync(alarm.Kind, alarm.Subject) is { } open)
        {
            return open.ToProto();
        }

        var mission = await db.Missions.FirstOrDefaultAsync(each => each.Name == alarm.Mission);
        var row = new AlertRow();
        row.Set(new(ResourceName.New<AlertName>(), alarm with { Responsibles = [.. mission?.Value.Responsibles.Select(each => each.Holder) ?? []] }, now));
        db.Alerts.Add(row);
        return db.Record(row, EventType.Raised, actor, now, unit);
    }

    /// <summary>Raises an alert, or adds its message to the one of the same kind and subject that is open already.</summary>
    public static async Task RaiseOrAddAsync(this TaskingDb db, Alarm alarm, string actor, DateTimeOffset now)
    {
        if (await db.OpenAlertAsync(alarm.Kind, alarm.Subject) is { } open)
        {
            open.Set(open.Value.Add(new(now, null, alarm.Message, alarm.Location, "")
            {
                Member = alarm.Member,
                CallSign = alarm.CallSign,
                Nation = alarm.MemberNation,
            }));
            db.Record(open, EventType.Added, actor, now);
            return;
        }

        await db.RaiseAsync(alarm, actor, now);
    }

    /// <summary>The open alert of a kind and subject; null if there is none.</summary>
    public static Task<AlertRow?> OpenAlertAsync(this TaskingDb db, V1.Alert.Types.Kind kind, string subject) =>
        db.Alerts.FirstOrDefaultAsync(row => row.Subject == subject && row.Kind == (int)kind && row.State == AlertState.Open);

    /// <summary>Adds to the open alert of a kind and subject what became known since; nothing if there is none.</summary>
    public static async Task AddToAlertAsync(
        this TaskingDb db, V1.Alert.Types.Kind kind, string subject, string text, string actor, DateTimeOffset now, string unit = "")
    {
        if (await db.OpenAlertAsync(kind, subject) is { } open)
        {
            open.Set(open.Value.Add(new(now, null, text, null, "")));
            db.Record(open, EventType.Added, actor, now, unit);
        }
    }

    public static IQueryable<AlertRow> Matching(this IQueryable<AlertRow> rows, V1.AlertFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (AlertState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        if (filter is { Kinds.Count: > 0 })
        {
            var kinds = filter.Kinds.Select(kind => (int)kind).ToList();
            rows = rows.Where(row => kinds.Contains(row.Kind));
        }

        if (filter is { Nation.Length: > 0 })
        {
            rows = rows.Where(row => row.Nations.Contains($" {filter.Nation} "));
        }

        return filter is { Mission.Length: > 0 } ? rows.Where(row => row.Mission == filter.Mission) : rows;
    }

    /// <summary>Those that go to a nation; all if null.</summary>
    public static IQueryable<AlertRow> GoingTo(this IQueryable<AlertRow> rows, string? nation) =>
        nation is null ? rows : nation.Length == 0 ? rows.Where(row => false) : rows.Where(row => row.Nations.Contains($" {nation} "));

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.AlertFilter? filter, V1.Alert alert) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(alert.State))
            && (filter.Kinds.Count == 0 || filter.Kinds.Contains(alert.Kind))
            && (filter.Mission.Length == 0 || filter.Mission == alert.Mission)
            && (filter.Nation.Length == 0 || alert.Nations.Contains(filter.Nation)));

    /// <summary>Notes what happened to an alert and returns it as the caller sees it.</summary>
    public static V1.Alert Record(this TaskingDb db, AlertRow row, EventType type, string actor, DateTimeOffset now, string unit = "")
    {
        var alert = row.ToProto();
        db.Append(Topic, alert.Name, new V1.AlertEvent
        {
            Type = type,
            Time = now.ToTimestamp(),
            Alert = alert,
            Actor = actor,
            ActorNations = { unit.Length > 0 ? [unit] : [] },
        });
        return alert;
    }
}
