using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Handovers;

/// <summary>A hand-over as stored.</summary>
internal sealed class HandoverRow : Row<Handover>
{
    public HandoverState State { get; private set; }

    public string From { get; private set; } = "";

    public string To { get; private set; } = "";

    protected override string NameOf(Handover value) => value.Name.ToString();

    protected override void Index(Handover value) => (State, From, To) = (value.State, value.From.Subject, value.To.Subject);
}

internal static class HandoverStore
{
    public const string Topic = "handovers";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<HandoverRow> GetAsync(this DbSet<HandoverRow> handovers, HandoverName name) =>
        await handovers.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "HANDOVER_NOT_FOUND", $"{name} does not exist.");

    /// <summary>The live missions that a person or a desk answers for on behalf of a nation, oldest first.</summary>
    public static Task<List<MissionRow>> HeldByAsync(this TaskingDb db, string nation, string holder)
    {
        var line = MissionRow.HolderLine(nation, holder);
        return db.Missions.Where(row => row.IsLive && row.Holders.Contains(line)).OrderBy(row => row.Ordinal).ToListAsync();
    }

    public static IQueryable<HandoverRow> Matching(this IQueryable<HandoverRow> rows, V1.HandoverFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (HandoverState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        return filter is { Person.Length: > 0 } ? rows.Where(row => row.From == filter.Person || row.To == filter.Person) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.HandoverFilter? filter, V1.Handover handover) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(handover.State))
            && (filter.Person.Length == 0 || filter.Person == handover.From || filter.Person == handover.To));

    /// <summary>Notes what happened to a hand-over and returns it as the caller sees it.</summary>
    public static V1.Handover Record(this TaskingDb db, HandoverRow row, V1.HandoverEvent.Types.Type type, string actor, DateTimeOffset now)
    {
        var handover = row.ToProto();
        db.Append(Topic, handover.Name, new V1.HandoverEvent { Type = type, Time = now.ToTimestamp(), Handover = handover, Actor = actor });
        return handover;
    }

    public static V1.Handover ToProto(this HandoverRow row)
    {
        var handover = row.Value;
        return new()
        {
            Name = row.Name,
            Kind = (V1.Handover.Types.Kind)handover.Kind,
            State = (V1.Handover.Types.State)handover.State,
            From = handover.From.Subject,
            FromNation = handover.From.Nation,
            To = handover.To.Subject,
            ToNation = handover.To.Nation,
            Missions = { handover.Missions },
            Note = handover.Note,
            OfferTime = handover.OfferTime.ToTimestamp(),
            ExpireTime = handover.ExpireTime.ToTimestamp(),
            EndTime = handover.EndTime?.ToTimestamp(),
            Etag = row.Etag,
        };
    }
}
