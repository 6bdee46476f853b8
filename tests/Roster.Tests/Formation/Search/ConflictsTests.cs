using CsCheck;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Formation.Search;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Tests.Formation.Search;

/// <summary>The core contradicts itself and needs each of its rules; the smallest relaxation helps and nothing smaller does.</summary>
public class ConflictsTests
{
    [Fact]
    public void Find_AnyUnsolvableRequirement_CoreIsMinimalAndRelaxationSmallest()
    {
        var seen = 0;
        Gen.Select(Worlds.PoolsOf(9, 2), Worlds.Requirements).Sample((pool, requirement) =>
        {
            var own = pool.For(requirement);
            if (BruteForce.Best(own, requirement) is not null
                || new Conflicts(new SlotReader(Worlds.LeaderSkill).Read(requirement, own, relaxable: true), Worlds.Solver).Find() is not { Relax.IsEmpty: false } rules)
            {
                return;
            }

            seen++;
            var all = RulesOf(requirement);
            Assert.False(IsSolvable(own, requirement, rules.Core));
            Assert.All(rules.Core, rule => Assert.True(IsSolvable(own, requirement, rules.Core.Remove(rule))));
            Assert.True(IsSolvable(own, requirement, all.Except(rules.Relax)));
            Assert.All(Subsets(all, rules.Relax.Length - 1), fewer => Assert.False(IsSolvable(own, requirement, all.Except(fewer))));
        }, iter: 120, threads: 1);

        Assert.True(seen > 3);
    }

    // The rules that the random requirements can have.
    private static List<string> RulesOf(Requirement requirement) =>
    [
        "max_members", "language", "leader", .. requirement.Quotas.Select(quota => $"nation:{quota.Nation}"), .. requirement.Skills.Select(need => $"skill:{need.Skill}"),
        .. requirement.Assets.Select(need => $"asset:{need.Capability}"), .. requirement.SeatsForAll ? ["seats"] : Array.Empty<string>(), "crew:helm",
        .. requirement.BaseReserve > 0 ? ["base-reserve"] : Array.Empty<string>(),
    ];

    private static IEnumerable<List<string>> Subsets(List<string> rules, int size) => size <= 0 ? []
        : Enumerable.Range(1, (1 << rules.Count) - 1).Select(bits => rules.Where((_, i) => (bits & (1 << i)) != 0).ToList()).Where(subset => subset.Count <= size);

    // By brute force, with only these rules in force. Without the rule of leaders anyone leads; without that of languages everyone speaks one.
    private static bool IsSolvable(Pool pool, Requirement requirement, IEnumerable<string> rules)
    {
        var held = rules.ToHashSet();
        var relaxed = requirement with
        {
            MaxMembers = held.Contains("max_members") ? requirement.MaxMembers : 50,
            Quotas = [.. requirement.Quotas.Select(quota => held.Contains($"nation:{quota.Nation}") ? quota : quota with { MinMembers = 0 })],
            Skills = [.. requirement.Skills.Where(need => held.Contains($"skill:{need.Skill}"))],
            Assets = [.. requirement.Assets.Where(need => held.Contains($"asset:{need.Capability}"))],
            SeatsForAll = requirement.SeatsForAll && held.Contains("seats"),
            BaseReserve = held.Contains("base-reserve") ? requirement.BaseReserve : 0,
        };
        var people = pool.Members.Select(member => member with
        {
            Member = member.Member with
            {
                Details = member.Member.Details with
                {
                    Languages = held.Contains("language") ? member.Member.Details.Languages : ["fr"],
                    Qualifications =
                    [
                        .. member.Member.Details.Qualifications,
                        .. held.Contains("leader") ? [] : new[] { new Qualification(Worlds.LeaderSkill, 1, new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)) },
                    ],
                },
            },
        });
        var things = pool.Assets.Select(asset => held.Contains("crew:helm") ? asset
            : asset with { Asset = asset.Asset with { Details = asset.Asset.Details with { Crew = [] } } });
        return BruteForce.Best(new([.. people], [.. things]), relaxed) is not null;
    }
}
