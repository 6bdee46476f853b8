using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.Roster.Trainings;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>Reads who and what there is for requirements, with what stands in the way of each.</summary>
internal sealed class PoolReader(Journal<RosterDb> journal, TravelTimes travel, Judge judge, TimeProvider clock)
{
    /// <summary>A pool for each requirement, all from one moment.</summary>
    /// <param name="requirements">What the teams must be able to do.</param>
    /// <param name="supposition">What is supposed.</param>
    /// <param name="withLegs">Whether to say what each journey consists of.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<IReadOnlyList<Pool>> ReadAsync(IReadOnlyList<Requirement> requirements, Supposition supposition, bool withLegs, CancellationToken cancellation)
    {
        var (members, assets, facts) = await ReadStoreAsync(requirements, supposition, cancellation);
        var pools = requirements.Select((requirement, i) => new Pool(
            [.. members.Where(member => requirement.Nations.Contains(member.Nation)).Select(member => Judge.Before(member, requirement, facts[i]))],
            [.. assets.Where(asset => requirement.Nations.Contains(asset.Nation)).Select(asset => Judge.Before(asset, requirement, facts[i]))])).ToList();

        // Only those whom nothing else keeps out are worth the question.
        var journeys = await travel.ToAsync(
            requirements,
            pools.SelectMany(pool => pool.Available).Select(candidate => candidate.Member).DistinctBy(member => member.Name),
            pools.SelectMany(pool => pool.Assets).Where(asset => asset.IsAvailable).Select(candidate => candidate.Asset).DistinctBy(asset => asset.Name),
            supposition.Relocated, withLegs, cancellation);
        return [.. pools.Select((pool, i) => WithJourneys(pool, requirements[i], facts[i], name => journeys[name][i]))];
    }

    private Pool WithJourneys(Pool pool, Requirement requirement, Facts facts, Func<string, Journey?> journey) => new(
        [.. pool.Members.Select(candidate => candidate.IsAvailable
            ? judge.After(candidate, journey(candidate.Member.Name.ToString()), requirement, facts) : candidate)],
        [.. pool.Assets.Select(candidate => candidate.IsAvailable
            ? Judge.After(candidate, journey(candidate.Asset.Name.ToString())) : candidate)]);

    private Task<(List<Member> Members, List<Asset> Assets, List<Facts> Facts)> ReadStoreAsync(
        IReadOnlyList<Requirement> requirements, Supposition supposition, CancellationToken cancellation)
    {
        var nations = requirements.SelectMany(requirement => requirement.Nations).Distinct().ToList();
        return journal.ReadAsync(async db =>
        {
            var members = await db.Members.Where(row => nations.Contains(row.Nation)).OrderBy(row => row.Ordinal).ToListAsync(cancellation);
            var assets = await db.Assets.Where(row => nations.Contains(row.Nation)).OrderBy(row => row.Ordinal).ToListAsync(cancellation);
            var common = Suppose(await Facts.ReadAsync(db, requirements[0].Period, clock.GetUtcNow()), supposition);
            List<Facts> facts = [common];
            foreach (var requirement in requirements.Skip(1))
            {
                facts.Add(common with { Trainings = await db.InTrainingAsync(requirement.Period) });
            }

            return (
                members.Where(row => !supposition.Excluded.Contains(row.Name)).Select(row => supposition.Move(row.Value)).ToList(),
                assets.Where(row => !supposition.Excluded.Contains(row.Name)).Select(row => supposition.Move(row.Value)).ToList(),
                facts);
        }, cancellation);
    }

    private static Facts Suppose(Facts facts, Supposition supposition) => supposition.ReleasedTeams.IsEmpty ? facts
        : facts with { Teams = facts.Teams.Where(held => !supposition.ReleasedTeams.Contains(held.Value)).ToImmutableDictionary() };
}
