using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>Puts named people and equipment together and judges them as they are in the store now.</summary>
internal sealed class Lineups(Journal<RosterDb> journal, TravelTimes travel, Judge judge)
{
    /// <summary>How long each needs to the place. Asked before a change, because a change waits for nothing but the store.</summary>
    public async Task<IReadOnlyDictionary<string, Journey?>> JourneysAsync(
        IReadOnlyCollection<MemberName> members, IReadOnlyCollection<AssetName> assets, Requirement requirement, CancellationToken cancellation)
    {
        var (people, equipment) = await journal.ReadAsync(async db => (
            (await MembersAsync(db, members)).Values.Select(row => row.Value).ToList(),
            (await AssetsAsync(db, assets)).Values.Select(row => row.Value).ToList()), cancellation);
        var journeys = await travel.ToAsync([requirement], people, equipment, Supposition.None.Relocated, withLegs: false, cancellation);
        return journeys.ToDictionary(journey => journey.Key, journey => journey.Value[0]);
    }

    /// <summary>A team of these people and this equipment, with what stands in the way of each. Being in another team is not asked: the store keeps that.</summary>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, naming everyone who does not exist.</exception>
    public async Task<Lineup> OfAsync(
        RosterDb db, IReadOnlyList<(MemberName Name, TeamRole Role)> members, IReadOnlyCollection<AssetName> assets,
        Requirement requirement, IReadOnlyDictionary<string, Journey?> journeys, DateTimeOffset now)
    {
        var people = await MembersAsync(db, [.. members.Select(member => member.Name)]);
        var equipment = await AssetsAsync(db, assets);
        var facts = await Facts.ReadAsync(db, requirement.Period, now, people.Keys);
        return new(
            [.. members.Select(member => new Part(ToCandidate(people[member.Name.ToString()].Value), member.Role)).OrderBy(part => part.Role)],
            [.. assets.Select(asset => Judge.After(Judge.Before(equipment[asset.ToString()].Value, requirement, facts), journeys.GetValueOrDefault(asset.ToString())))]);

        Candidate ToCandidate(Member member) =>
            judge.After(Judge.Before(member, requirement, facts), journeys.GetValueOrDefault(member.Name.ToString()), requirement, facts);
    }

    /// <summary>
    /// A live team as it is now; how long each needs is what was found when they were reserved. The duty-time rules of those who were
    /// reserved in spite of them are overridden.
    /// </summary>
    public async Task<Lineup> OfAsync(RosterDb db, Team team, Requirement requirement, DateTimeOffset now) => Override(team, await OfAsync(
        db,
        [.. team.Members.Select(member => (ResourceName.Parse<MemberName>(member.Member), (TeamRole)member.Role))],
        [.. team.Assets.Select(asset => ResourceName.Parse<AssetName>(asset.Asset))],
        requirement,
        team.Members.Select(member => (Name: member.Member, Journey: new Journey(member.TravelTime?.ToTimeSpan() ?? TimeSpan.Zero, member.TravelMode) { Estimate = member.Arrival }))
            .Concat(team.Assets.Select(asset => (Name: asset.Asset, Journey: new Journey(asset.TravelTime?.ToTimeSpan() ?? TimeSpan.Zero, Type.V1.TravelMode.Unspecified) { Estimate = asset.Arrival })))
            .ToDictionary(known => known.Name, known => (Journey?)known.Journey),
        now));

    private static Lineup Override(Team team, Lineup lineup)
    {
        var overridden = team.Breaches.Select(breach => breach.Member).ToHashSet();
        return lineup with
        {
            Parts =
            [
                .. lineup.Parts.Select(part => overridden.Contains(part.Candidate.Member.Name.ToString())
                    ? part with { Candidate = part.Candidate with { Obstacles = [.. part.Candidate.Obstacles.Where(obstacle => obstacle.Rule != Availability.DutyTimeRule)] } }
                    : part),
            ],
        };
    }

    private static async Task<Dictionary<string, MemberRow>> MembersAsync(RosterDb db, IReadOnlyCollection<MemberName> members)
    {
        var names = members.Select(member => member.ToString()).ToList();
        var rows = await db.Members.Where(row => names.Contains(row.Name)).ToDictionaryAsync(row => row.Name);
        MustAllExist(names, rows.Keys);
        return rows;
    }

    private static async Task<Dictionary<string, AssetRow>> AssetsAsync(RosterDb db, IReadOnlyCollection<AssetName> assets)
    {
        if (assets.Count == 0)
        {
            return [];
        }

        var names = assets.Select(asset => asset.ToString()).ToList();
        var rows = await db.Assets.Where(row => names.Contains(row.Name)).ToDictionaryAsync(row => row.Name);
        MustAllExist(names, rows.Keys);
        return rows;
    }

    internal static void MustAllExist(IEnumerable<string> asked, IEnumerable<string> found)
    {
        var missing = asked.Except(found).ToList();
        if (missing.Count > 0)
        {
            throw new DomainException(Fault.NotFound, "RESOURCE_NOT_FOUND", $"{string.Join(", ", missing)} {(missing.Count > 1 ? "do" : "does")} not exist.");
        }
    }
}
