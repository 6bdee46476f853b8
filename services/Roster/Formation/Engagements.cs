using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>That a live team holds a member or asset. The resource is the key: the store itself lets nobody be in two teams.</summary>
internal sealed class EngagementRow
{
    public required string Resource { get; init; }

    public required string Team { get; init; }
}

internal static class Engagements
{
    /// <summary>The live team of each resource that is in one.</summary>
    public static Task<Dictionary<string, string>> TeamsHoldingAsync(this RosterDb db, IEnumerable<string> resources)
    {
        var names = resources.ToList();
        return db.Engagements.AsNoTracking().Where(row => names.Contains(row.Resource)).ToDictionaryAsync(row => row.Resource, row => row.Team);
    }

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if the resource is in a live team.</exception>
    public static async Task MustBeFreeAsync(this RosterDb db, string resource)
    {
        if ((await db.TeamsHoldingAsync([resource])).TryGetValue(resource, out var team))
        {
            throw new DomainException(Fault.Rejected, "IN_LIVE_TEAM", $"{resource} is in {team}; it cannot be deleted before the team is released.");
        }
    }

    /// <summary>Takes people and equipment for a team.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Conflict"/>, naming each that is in another team.</exception>
    public static async Task EngageAsync(this RosterDb db, IEnumerable<string> resources, TeamName team)
    {
        var names = resources.ToList();
        var taken = await db.TeamsHoldingAsync(names);
        if (taken.Count > 0)
        {
            throw Taken(string.Join(", ", taken.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} is in {pair.Value}")));
        }

        db.Engagements.AddRange(names.Select(name => new EngagementRow { Resource = name, Team = team.ToString() }));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException race) when (race.IsUniqueViolation())
        {
            throw Taken($"One of {string.Join(", ", names)} was taken by another team at the same moment");
        }
    }

    /// <summary>Lets people and equipment go.</summary>
    public static Task DisengageAsync(this RosterDb db, IEnumerable<string> resources)
    {
        var names = resources.ToList();
        return db.Engagements.Where(row => names.Contains(row.Resource)).ExecuteDeleteAsync();
    }

    private static DomainException Taken(string what) => new(Fault.Conflict, "ALREADY_ENGAGED", $"{what}; propose again.");
}
