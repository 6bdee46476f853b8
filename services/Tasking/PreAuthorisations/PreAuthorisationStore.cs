using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Delegations;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.PreAuthorisations;

/// <summary>A pre-authorisation as stored.</summary>
internal sealed class PreAuthorisationRow : Row<PreAuthorisation>
{
    public string Nation { get; private set; } = "";

    public RightState State { get; private set; }

    protected override string NameOf(PreAuthorisation value) => value.Name.ToString();

    protected override void Index(PreAuthorisation value) => (Nation, State) = (value.Nation, value.State);
}

internal static class PreAuthorisationStore
{
    public const string Topic = "preAuthorisations";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<PreAuthorisationRow> GetAsync(this DbSet<PreAuthorisationRow> rights, PreAuthorisationName name) =>
        await rights.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "PRE_AUTHORISATION_NOT_FOUND", $"{name} does not exist.");

    /// <summary>
    /// Turns the keys of a mission whose team was just assigned, of each nation that has pre-authorised its class: the oldest that covers it.
    /// </summary>
    public static async Task<V1.Mission> PreAuthoriseAsync(this TaskingDb db, MissionRow mission, V1.Mission assigned, DateTimeOffset now)
    {
        foreach (var nation in mission.Value.Approvals.Select(approval => approval.Nation))
        {
            var rows = await db.PreAuthorisations.Where(row => row.Nation == nation && row.State == RightState.Given).OrderBy(row => row.Ordinal).ToListAsync();
            if (rows.Find(row => row.Value.Covers(mission.Value, now)) is { } covering)
            {
                assigned = await db.UseAsync(covering, mission, now);
            }
        }

        return assigned;
    }

    public static IQueryable<PreAuthorisationRow> Matching(this IQueryable<PreAuthorisationRow> rows, V1.PreAuthorisationFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (RightState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        return filter is { Nation.Length: > 0 } ? rows.Where(row => row.Nation == filter.Nation) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.PreAuthorisationFilter? filter, V1.PreAuthorisation preAuthorisation) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(preAuthorisation.State))
            && (filter.Nation.Length == 0 || filter.Nation == preAuthorisation.Nation));

    /// <summary>Notes what happened to a pre-authorisation and returns it as the caller sees it.</summary>
    public static V1.PreAuthorisation Record(this TaskingDb db, PreAuthorisationRow row, V1.PreAuthorisationEvent.Types.Type type, string actor, DateTimeOffset now)
    {
        var preAuthorisation = row.ToProto();
        db.Append(Topic, preAuthorisation.Name, new V1.PreAuthorisationEvent { Type = type, Time = now.ToTimestamp(), PreAuthorisation = preAuthorisation, Actor = actor });
        return preAuthorisation;
    }

    private static async Task<V1.Mission> UseAsync(this TaskingDb db, PreAuthorisationRow row, MissionRow mission, DateTimeOffset now)
    {
        var given = row.Value;
        mission.Set(mission.Value.Approve(new(given.Nation, given.Giver, given.Note, mission.Etag)
        {
            Authority = new(AuthorityKind.PreAuthorisation, row.Name, row.Etag, given.Giver),
        }, now));
        row.Set(given.UseFor(mission.Value, now));
        db.Record(row, V1.PreAuthorisationEvent.Types.Type.Used, mission.Name, now);
        return await db.RecordAsync(mission, V1.MissionEvent.Types.Type.PreAuthorised, row.Name, now);
    }
}
