using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Hotspots;

/// <summary>A hotspot as stored.</summary>
internal sealed class HotspotRow : Row<Hotspot>
{
    public HotspotState State { get; private set; }

    public int Kind { get; private set; }

    public string HostNation { get; private set; } = "";

    protected override string NameOf(Hotspot value) => value.Name.ToString();

    protected override void Index(Hotspot value) => (State, Kind, HostNation) = (value.State, (int)value.Details.Kind, value.Details.HostNation);
}

internal static class HotspotStore
{
    public const string Topic = "hotspots";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<HotspotRow> GetAsync(this DbSet<HotspotRow> hotspots, HotspotName name) =>
        await hotspots.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "HOTSPOT_NOT_FOUND", $"{name} does not exist.");

    public static IQueryable<HotspotRow> Matching(this IQueryable<HotspotRow> rows, V1.HotspotFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (HotspotState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        if (filter is { Kinds.Count: > 0 })
        {
            var kinds = filter.Kinds.Select(kind => (int)kind).ToList();
            rows = rows.Where(row => kinds.Contains(row.Kind));
        }

        return filter is { HostNation.Length: > 0 } ? rows.Where(row => row.HostNation == filter.HostNation) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.HotspotFilter? filter, V1.Hotspot hotspot) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(hotspot.State))
            && (filter.Kinds.Count == 0 || filter.Kinds.Contains(hotspot.Kind))
            && (filter.HostNation.Length == 0 || filter.HostNation == hotspot.HostNation));

    /// <summary>Notes what happened to a hotspot and returns it as the caller sees it.</summary>
    public static V1.Hotspot Record(this TaskingDb db, HotspotRow row, V1.HotspotEvent.Types.Type type, Caller actor, DateTimeOffset now)
    {
        var hotspot = row.ToProto();
        db.Append(Topic, hotspot.Name, new V1.HotspotEvent { Type = type, Time = now.ToTimestamp(), Hotspot = hotspot, Actor = actor.Subject });
        return hotspot;
    }
}
