using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>
/// That a live team or a support request holds a member or asset. The resource is the key: the store itself lets nobody be in two.
/// </summary>
internal sealed class EngagementRow
{
    public required string Resource { get; init; }

    /// <summary>The holder: <c>teams/{team}</c> or <c>supportRequests/{support_request}</c>.</summary>
    public required string Team { get; init; }
}

internal static class Engagements
{
    /// <summary>The live team or support request that holds each resource, for those that are held.</summary>
    public static Task<Dictionary<string, string>> TeamsHoldingAsync(this RosterDb db, IEnumerable<string> resources)
    {
        var names = resources.ToList();
        return db.Engagements.AsNoTracking().Where(row => names.Contains(row.Resource)).ToDictionaryAsync(row => row.Resource, row => row.Team);
    }

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if a live team or a support request holds the resource.</exception>
    public static async Task MustBeFreeAsync(this RosterDb db, string resource)
    {
        if ((await db.TeamsHoldingAsync([resource])).TryGetValue(resource, out var holder))
        {
            throw ResourceName.TryParse<TeamName>(holder) is null
                ? new DomainException(Fault.Rejected, "HELD_FOR_SUPPORT", $"{resource} is held by {holder}; it cannot be deleted before it is back.")
                : new DomainException(Fault.Rejected, "IN_LIVE_TEAM", $"{resource} is in {holder}; it cannot be deleted before the team is released.");
        }
    }

    /// <summary>Takes people and equipment for a team.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Conflict"/>, naming each that something else holds.</exception>
    public static Task EngageAsync(this RosterDb db, IEnumerable<string> resources, TeamName team) => db.EngageAsync(resources, team.ToString());

    /// <summary>Takes people and equipment for a team or a support request.</summary>
    /// <param name="db">The store.</param>
    /// <param name="resources">Members and assets, by resource name.</param>
    /// <param name="holder">The team or request, by resource name.</param>
    /// <exception cref="DomainException"><see cref="Fault.Conflict"/>, naming each that something else holds.</exception>
    public static async Task EngageAsync(this RosterDb db, IEnumerable<string> resources, string holder)
    {
        var names = resources.ToList();
        var taken = await db.TeamsHoldingAsync(names);
        if (taken.Count > 0)
        {
            throw Taken(string.Join(", ", taken.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} is in {pair.Value}")));
        }

        db.Engagements.AddRange(names.Select(name => new EngagementRow { Resource = name, Team = holder }));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException race) when (race.IsUniqueViolation())
        {
            throw Taken($"One of {string.Join(", ", names)} was taken by another at the same moment");
        }
    }

    /// <summary>Lets people and equipment go.</summary>
    public static Task DisengageAsync(this RosterDb db, IEnumerable<string> resources)
    {
        var names = resources.ToList();
        return db.Engagements.Where(row => names.Contains(row.Resource)).ExecuteDeleteAsync();
    }

    private static DomainException Taken(string what) => new(Fault.Conflict, "ALREADY_ENGAGED", $"{what}; choose others.");
}
