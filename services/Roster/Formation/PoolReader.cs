using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>Reads who and what there is for a requirement, with what stands in the way of each.</summary>
internal sealed class PoolReader(Journal<RosterDb> journal, TravelTimes travel)
{
    /// <param name="requirement">What the team must be able to do.</param>
    /// <param name="excluded">Members and assets to leave out, by resource name.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<Pool> ReadAsync(Requirement requirement, IReadOnlyCollection<string> excluded, CancellationToken cancellation)
    {
        var left = excluded.ToHashSet();
        var (members, assets, teams) = await ReadAsync(requirement, cancellation);
        var pool = new Pool(
            [.. members.Where(member => !left.Contains(member.Name.ToString()))
                .Select(member => new Candidate(member, null, [.. Engaged(member.Name.ToString()), .. Availability.Obstacles(member, requirement)]))],
            [.. assets.Where(asset => !left.Contains(asset.Name.ToString()))
                .Select(asset => new AssetCandidate(asset, null, [.. Engaged(asset.Name.ToString()), .. Availability.Obstacles(asset, requirement)]))]);
        return await WithJourneysAsync(pool, requirement, cancellation);

        ImmutableArray<string> Engaged(string resource) => teams.TryGetValue(resource, out var team) ? [$"is in {team}"] : [];
    }

    // Only those whom nothing else keeps out are worth the question.
    private async Task<Pool> WithJourneysAsync(Pool pool, Requirement requirement, CancellationToken cancellation)
    {
        var journeys = await travel.ToAsync(requirement.Location, pool.Available.Select(candidate => candidate.Member),
            pool.Assets.Where(candidate => candidate.IsAvailable).Select(candidate => candidate.Asset), cancellation);
        return new(
            [.. pool.Members.Select(candidate => candidate.IsAvailable ? candidate.With(journeys, requirement) : candidate)],
            [.. pool.Assets.Select(candidate => candidate.IsAvailable ? candidate.With(journeys) : candidate)]);
    }

    private Task<(List<Member>, List<Asset>, Dictionary<string, string>)> ReadAsync(Requirement requirement, CancellationToken cancellation)
    {
        var nations = requirement.Nations.ToList();
        return journal.ReadAsync(async db =>
        {
            var members = await db.Members.Where(row => nations.Contains(row.Nation)).OrderBy(row => row.Ordinal).ToListAsync(cancellation);
            var assets = await db.Assets.Where(row => nations.Contains(row.Nation)).OrderBy(row => row.Ordinal).ToListAsync(cancellation);
            var teams = await db.Engagements.ToDictionaryAsync(row => row.Resource, row => row.Team, cancellation);
            return (members.ConvertAll(row => row.Value), assets.ConvertAll(row => row.Value), teams);
        }, cancellation);
    }
}
