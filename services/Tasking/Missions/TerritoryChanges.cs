using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Mandates;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using Report = TaskForce.Geolocation.V1.PositionReport;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// Notes with a recipient's order where they are, as far as powers go. The first position only tells where they set out; from then on each
/// change is told to their devices and to the centres, once: it is kept with the order, so a restart neither repeats nor misses one. A team
/// that crosses a line together is one alert.
/// </summary>
internal sealed class TerritoryChanges(Journal<TaskingDb> journal, MandateBook mandates, TimeProvider clock)
{
    private const string Actor = "service:tasking";
    private const double UnknownAccuracy = 100;
    private const double LeastUncertainty = 25;

    /// <summary>Considers one position, newer than those before.</summary>
    public async Task ConsiderAsync(OrderName name, Report report, CancellationToken cancellation)
    {
        var order = await journal.ReadAsync(async db => (await db.Orders.GetAsync(name)).Value, cancellation);
        var mission = await journal.ReadAsync(async db => (await db.Missions.GetAsync(name.Mission)).Value, cancellation);
        // Most positions change nothing, and need not wait for the store.
        if (Next(mission, order, report) is not null)
        {
            await journal.ChangeAsync(db => EnterAsync(db, name, report), cancellation);
        }
    }

    private async Task<bool> EnterAsync(TaskingDb db, OrderName name, Report report)
    {
        var (row, mission) = (await db.Orders.GetAsync(name), await db.Missions.GetAsync(name.Mission));
        if (!mission.Value.IsLive || Next(mission.Value, row.Value, report) is not { } next)
        {
            return false;
        }

        var (now, isFirst) = (clock.GetUtcNow(), row.Value.Territory is null);
        row.Set(row.Value with { Territory = next });
        var order = await db.RecordAsync(mission, row, V1.MissionEvent.Types.Type.TerritoryEntered, Actor, now);
        if (!isFirst)
        {
            db.Tell(row, V1.OrderEvent.Types.Type.TerritoryCrossed, order, now);
            await db.RaiseOrAddAsync(AlarmOf(mission.Value, order, report), Actor, now);
        }

        return true;
    }

    // Where the recipient is now if that is news, else null.
    private Territory? Next(Mission mission, Order order, Report report)
    {
        var (last, time) = (order.Territory, report.EventTime.ToDateTimeOffset());
        if (time <= last?.Since || order.Rung == Rung.Declined)
        {
            return null;
        }

        // The reported accuracy holds two positions of three; twice as much holds nearly all.
        var uncertainty = Math.Max(LeastUncertainty, 2 * (report.HasAccuracyMetres ? report.AccuracyMetres : UnknownAccuracy));
        var somewhere = new GroundCircle(report.Location.Latitude, report.Location.Longitude, uncertainty);
        var (isCertain, mandate) = mandates.At(
            somewhere, mission.Team!.Nations, time, mandates.Find(mission.MandateName), last is null ? null : mandates.Find(last.Mandate));
        var name = mandate?.Name.ToString() ?? "";
        return !isCertain || name == last?.Mandate ? null : new(name, time, last?.Mandate ?? "")
        {
            Title = mandate?.Title ?? "",
            Powers = mandate?.Powers ?? "No powers here: no mandate applies.",
            Weapons = mandate?.Weapons ?? "No weapons here: no mandate applies.",
        };
    }

    private static Alarm AlarmOf(Mission mission, V1.Order order, Report report)
    {
        var (here, before) = (order.Territory, order.Territory.PreviousMandate);
        var from = before.Length > 0 ? $"left {before}" : "was where no mandate applies";
        var to = here.Mandate.Length > 0 ? $"is under {here.Title} ({here.Mandate}) now: {here.Powers} {here.Weapons}" : "has no powers now: no mandate applies there";
        var where = here.Mandate.Length > 0 ? here.Mandate : "mandates/none";
        return new Alarm(V1.Alert.Types.Kind.TerritoryCrossed, $"{mission.Name}/{where}", [.. mission.TakingPart],
            $"A member of {order.Nation} at '{mission.Brief.Title}' {from} and {to}.")
        {
            Mission = mission.Name.ToString(),
            Location = report.Location,
        }.About(order);
    }
}
