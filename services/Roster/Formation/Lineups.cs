using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>Puts named people and equipment together and judges them as they are in the store now.</summary>
internal sealed class Lineups(Journal<RosterDb> journal, TravelTimes travel)
{
    /// <summary>How long each needs to the place. Asked before a change, because a change waits for nothing but the store.</summary>
    public async Task<IReadOnlyDictionary<string, Journey?>> JourneysAsync(
        IReadOnlyCollection<MemberName> members, IReadOnlyCollection<AssetName> assets, Requirement requirement, CancellationToken cancellation)
    {
        var (people, equipment) = await journal.ReadAsync(async db => (
            (await MembersAsync(db, members)).Values.Select(row => row.Value).ToList(),
            (await AssetsAsync(db, assets)).Values.Select(row => row.Value).ToList()), cancellation);
        return await travel.ToAsync(requirement.Location, people, equipment, cancellation);
    }

    /// <summary>A team of these people and this equipment, with what stands in the way of each.</summary>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, naming everyone who does not exist.</exception>
    public static async Task<Lineup> OfAsync(
        RosterDb db, IReadOnlyList<(MemberName Name, TeamRole Role)> members, IReadOnlyCollection<AssetName> assets,
        Requirement requirement, IReadOnlyDictionary<string, Journey?> journeys)
    {
        var people = await MembersAsync(db, [.. members.Select(member => member.Name)]);
        var equipment = await AssetsAsync(db, assets);
        return new(
            [.. members.Select(member => new Part(ToCandidate(people[member.Name.ToString()].Value, requirement).With(journeys, requirement), member.Role)).OrderBy(part => part.Role)],
            [.. assets.Select(asset => ToCandidate(equipment[asset.ToString()].Value, requirement).With(journeys))]);
    }

    private static Candidate ToCandidate(Member member, Requirement requirement) => new(member, null, [.. Availability.Obstacles(member, requirement)]);

    private static AssetCandidate ToCandidate(Asset asset, Requirement requirement) => new(asset, null, [.. Availability.Obstacles(asset, requirement)]);

    private static async Task<Dictionary<string, MemberRow>> MembersAsync(RosterDb db, IReadOnlyCollection<MemberName> members)
    {
        var names = members.Select(member => member.ToString()).ToList();
        var rows = await db.Members.Where(row => names.Contains(row.Name)).ToDictionaryAsync(row => row.Name);
        MustAllExist(names, rows.Keys);
        return rows;
    }

    private static async Task<Dictionary<string, AssetRow>> AssetsAsync(RosterDb db, IReadOnlyCollection<AssetName> assets)
    {
        var names = assets.Select(asset => asset.ToString()).ToList();
        var rows = await db.Assets.Where(row => names.Contains(row.Name)).ToDictionaryAsync(row => row.Name);
        MustAllExist(names, rows.Keys);
        return rows;
    }

    private static void MustAllExist(IEnumerable<string> asked, IEnumerable<string> found)
    {
        var missing = asked.Except(found).ToList();
        if (missing.Count > 0)
        {
            throw new DomainException(Fault.NotFound, "RESOURCE_NOT_FOUND", $"{string.Join(", ", missing)} {(missing.Count > 1 ? "do" : "does")} not exist.");
        }
    }
}
