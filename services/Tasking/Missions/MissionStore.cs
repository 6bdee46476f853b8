using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Disclosures;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Operations;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Missions;

/// <summary>A mission as stored.</summary>
internal sealed class MissionRow : Row<Mission>
{
    public MissionState State { get; private set; }

    public bool IsLive { get; private set; }

    public string Hotspot { get; private set; } = "";

    public string? Team { get; private set; }

    /// <summary>The calendar year it ended, in UTC; 0 while it has not.</summary>
    public int EndYear { get; private set; }

    public int Arrests { get; private set; }

    /// <summary>Who answers for it, a line each: <c>"\nDE=dispatcher.de\nMA=desks/MA\n"</c>.</summary>
    public string Holders { get; private set; } = "";

    /// <summary>What <see cref="Holders"/> has if somebody answers for it for a nation.</summary>
    public static string HolderLine(string nation, string holder) => $"\n{nation}={holder}\n";

    protected override string NameOf(Mission value) => value.Name.ToString();

    protected override void Index(Mission value)
    {
        (State, IsLive, Hotspot, Team) = (value.State, value.IsLive, value.Brief.Hotspot.ToString(), value.Team?.Name);
        (EndYear, Arrests) = (value.EndTime?.UtcDateTime.Year ?? 0, value.Report?.Arrests ?? 0);
        Holders = $"\n{string.Join('\n', value.Responsibles.Select(each => $"{each.Nation}={each.Holder}"))}\n";
    }
}

internal static class MissionStore
{
    public const string Topic = "missions";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<MissionRow> GetAsync(this DbSet<MissionRow> missions, MissionName name) =>
        await missions.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "MISSION_NOT_FOUND", $"{name} does not exist.");

    /// <summary>Those whose team is sent and has not ended its work.</summary>
    public static IQueryable<MissionRow> UnderWay(this IQueryable<MissionRow> rows) =>
        rows.Where(row => row.State == MissionState.Ordered || row.State == MissionState.EnRoute || row.State == MissionState.OnScene);

    public static IQueryable<MissionRow> Matching(this IQueryable<MissionRow> rows, V1.MissionFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (MissionState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        if (filter is { Hotspot.Length: > 0 })
        {
            rows = rows.Where(row => row.Hotspot == filter.Hotspot);
        }

        return filter is { Mission.Length: > 0 } ? rows.Where(row => row.Name == filter.Mission) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.MissionFilter? filter, V1.Mission mission) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(mission.State))
            && (filter.Hotspot.Length == 0 || filter.Hotspot == mission.Hotspot)
            && (filter.Mission.Length == 0 || filter.Mission == mission.Name));

    /// <summary>The missions with their orders, as a caller sees them.</summary>
    public static async Task<List<V1.Mission>> ToProtoAsync(this TaskingDb db, IReadOnlyList<MissionRow> missions)
    {
        var names = missions.Select(mission => mission.Name).ToList();
        var orders = await db.Orders.Where(order => names.Contains(order.Mission)).OrderBy(order => order.Ordinal).ToListAsync();
        var byMission = (await db.ToProtoAsync(orders)).Zip(orders).ToLookup(order => order.Second.Mission, order => order.First);
        return [.. missions.Select(mission => mission.ToProto(byMission[mission.Name]))];
    }

    /// <summary>The missions that were not dispatched go where their hotspot is now; keys turned for the earlier place are void.</summary>
    public static async Task FollowHotspotAsync(this TaskingDb db, Hotspot hotspot, string actor, DateTimeOffset now)
    {
        var rows = await db.Missions.Where(row => row.Hotspot == hotspot.Name.ToString() && row.IsLive).ToListAsync();
        foreach (var row in rows.Where(row => row.Value.DispatchTime is null && row.Value.Brief != row.Value.Brief.At(hotspot)))
        {
            row.Set(row.Value.Change(row.Value.Brief.At(hotspot), actor, now));
            await db.RecordAsync(row, V1.MissionEvent.Types.Type.Updated, actor, now);
        }
    }

    /// <summary>Notes what happened to a mission and returns it as the caller sees it.</summary>
    /// <remarks>Orders that were added or changed are saved first, so that the event shows them.</remarks>
    /// <param name="db">The change.</param>
    /// <param name="row">The mission.</param>
    /// <param name="type">What happened.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="now">When.</param>
    /// <param name="order">The order that changed, if one did.</param>
    /// <param name="unit">The actor's nation, if that is a field unit. Of an order it is known.</param>
    public static async Task<V1.Mission> RecordAsync(
        this TaskingDb db, MissionRow row, V1.MissionEvent.Types.Type type, string actor, DateTimeOffset now, OrderRow? order = null, string unit = "")
    {
        await db.SaveChangesAsync();
        if (order is null)
        {
            await db.KeepApprovalDeadlineAsync(row.Value);
            await db.KeepDisclosureAsync(row.Value, now);
        }

        unit = order is null ? unit : order.Value.UnitOf(actor);
        var mission = (await db.ToProtoAsync([row]))[0];
        db.Append(Topic, mission.Name, new V1.MissionEvent
        {
            Type = type,
            Time = now.ToTimestamp(),
            Mission = mission,
            Order = order is null ? null : mission.Orders.First(known => known.Name == order.Name),
            Actor = actor,
            ActorNations = { unit.Length > 0 ? [unit] : [] },
        });
        if (order is null ? type is not (V1.MissionEvent.Types.Type.ReportChanged or V1.MissionEvent.Types.Type.ReportSigned)
            : type == V1.MissionEvent.Types.Type.OrderAcknowledged && order.Value.Rung >= Rung.Accepted)
        {
            await db.FollowMissionAsync(row.Value, type, new(actor, now) { Unit = unit });
        }

        return mission;
    }

    /// <summary>Notes what happened to one of a mission's orders and returns that as everybody sees it.</summary>
    public static async Task<V1.Order> RecordAsync(
        this TaskingDb db, MissionRow row, OrderRow order, V1.MissionEvent.Types.Type type, string actor, DateTimeOffset now) =>
        (await db.RecordAsync(row, type, actor, now, order)).Orders.First(known => known.Name == order.Name);
}
