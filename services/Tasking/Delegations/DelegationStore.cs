using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Delegations;

/// <summary>A delegation as stored.</summary>
internal sealed class DelegationRow : Row<Delegation>
{
    public string Nation { get; private set; } = "";

    public string Delegate { get; private set; } = "";

    public RightState State { get; private set; }

    protected override string NameOf(Delegation value) => value.Name.ToString();

    protected override void Index(Delegation value) => (Nation, Delegate, State) = (value.Nation, value.Delegate, value.State);
}

internal static class DelegationStore
{
    public const string Topic = "delegations";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<DelegationRow> GetAsync(this DbSet<DelegationRow> delegations, DelegationName name) =>
        await delegations.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "DELEGATION_NOT_FOUND", $"{name} does not exist.");

    /// <summary>By what right a caller may decide on a mission for the own nation: a commander's own, else a delegation that covers it.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>NOT_ENTITLED</c>: what is missing.</exception>
    public static async Task<Authority> EntitleAsync(this TaskingDb db, Caller caller, Mission mission, DateTimeOffset now)
    {
        if (caller.Is(Type.V1.Role.Commander))
        {
            return Authority.Own;
        }

        var rows = await db.Delegations.Where(row => row.Nation == caller.Nation && row.Delegate == caller.Subject)
            .OrderByDescending(row => row.Ordinal).ToListAsync();
        var found = rows.Find(row => !row.Value.Misses(mission, now).Any());
        return found is not null
            ? new(AuthorityKind.Delegation, found.Name, found.Etag, found.Value.Giver)
            : throw new DomainException(Fault.Denied, "NOT_ENTITLED",
                $"{caller.Subject} may not decide on {mission.Name} for {caller.Nation}: {Missing(rows, mission, now)}");
    }

    public static IQueryable<DelegationRow> Matching(this IQueryable<DelegationRow> rows, V1.DelegationFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (RightState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        if (filter is { Nation.Length: > 0 })
        {
            rows = rows.Where(row => row.Nation == filter.Nation);
        }

        return filter is { Delegate.Length: > 0 } ? rows.Where(row => row.Delegate == filter.Delegate) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.DelegationFilter? filter, V1.Delegation delegation) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(delegation.State))
            && (filter.Nation.Length == 0 || filter.Nation == delegation.Nation)
            && (filter.Delegate.Length == 0 || filter.Delegate == delegation.Delegate));

    /// <summary>Notes what happened to a delegation and returns it as the caller sees it.</summary>
    public static V1.Delegation Record(this TaskingDb db, DelegationRow row, V1.DelegationEvent.Types.Type type, string actor, DateTimeOffset now)
    {
        var delegation = row.ToProto();
        db.Append(Topic, delegation.Name, new V1.DelegationEvent { Type = type, Time = now.ToTimestamp(), Delegation = delegation, Actor = actor });
        return delegation;
    }

    private static string Missing(List<DelegationRow> rows, Mission mission, DateTimeOffset now) => rows.Count == 0
        ? "there is no delegation to that person. A commander turns the key, or delegates it."
        : $"{string.Join("; ", rows.Select(row => $"{row.Name}: {string.Join(", ", row.Value.Misses(mission, now))}"))}. A commander turns the key, or delegates it.";
}
