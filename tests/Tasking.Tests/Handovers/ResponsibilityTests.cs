using System.Collections.Immutable;
using CsCheck;
using TaskForce.Tasking.Handovers;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Type.V1;

namespace TaskForce.Tasking.Tests.Handovers;

public class ResponsibilityTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] People = ["a.de", "b.de", "a.ma", "b.ma"];

    private static readonly MissionBrief Brief = new(new("port-one"), new("human-trafficking"), "Search the port", "", "MA",
        new() { Quotas = { new TeamRequirement.Types.NationQuota { Nation = "DE" }, new TeamRequirement.Types.NationQuota { Nation = "MA" } } });

    /// <summary>A mission, an open offer if there is one, and how often responsibility passed on.</summary>
    private sealed record World(Mission Mission, Handover? Offer);

    /// <summary>
    /// Whatever is tried in whatever order: every nation taking part has exactly one who answers; it changes only with a line of history,
    /// and an offer changes nothing until the one whom it was made to accepts.
    /// </summary>
    [Fact]
    public void AnyMoves_NeverLeaveANationWithoutExactlyOne() =>
        Gen.Select(Gen.Int[0, Moves.Length - 1], Gen.Int[0, People.Length - 1], Gen.Int[0, People.Length - 1]).Array[0, 40].Sample(steps =>
        {
            var world = new World(Mission.Plan(new("tiger"), Brief, Noon), null);
            foreach (var (move, who, whom) in steps)
            {
                var before = world.Mission;
                world = Try(world, move, People[who], People[whom]);
                AssertOneEach(world.Mission);
                AssertExplained(before, world.Mission);
            }
        }, iter: 3000);

    [Fact]
    public void Responsibles_MissionOfAnEarlierVersionWithoutPersons_AreTheDesks() =>
        Assert.Equal(["desks/DE", "desks/MA"], Mission.Plan(new("tiger"), Brief, Noon).Responsibles.Select(each => each.Holder));

    [Fact]
    public void PassTo_NationThatTakesNoPart_IsDenied() => Assert.Equal("NATION_TAKES_NO_PART",
        Assert.Throws<DomainException>(() => Mission.Plan(new("tiger"), Brief, Noon).PassTo("FR", "a.fr", DeskCause.TakenOver, Noon)).Reason);

    private static void AssertOneEach(Mission mission)
    {
        Assert.Equal(mission.TakingPart, mission.Responsibles.Select(each => each.Nation));
        Assert.All(mission.Responsibles, each => Assert.NotEmpty(each.Holder));
        Assert.Contains(mission.LeadNation, mission.TakingPart);
    }

    private static void AssertExplained(Mission before, Mission after)
    {
        foreach (var each in after.Responsibles.Where(each => before.Responsibles.All(earlier => earlier.Nation != each.Nation || earlier.Holder != each.Holder)))
        {
            // A nation that takes part again finds who answered for it before.
            var told = after.DeskHistory.Skip(before.TakingPart.Contains(each.Nation) ? before.DeskHistory.Length : 0);
            Assert.True((each.IsDesk && !before.TakingPart.Contains(each.Nation)) || told.Any(change => change.Nation == each.Nation && change.To == each.Holder));
        }
    }

    private static World Try(World world, int move, string who, string whom)
    {
        try
        {
            return Moves[move](world, CallerOf(who), CallerOf(whom));
        }
        catch (DomainException refusal) when (refusal.Fault is Fault.Rejected or Fault.Denied)
        {
            return world;
        }
    }

    private static readonly Func<World, Caller, Caller, World>[] Moves =
    [
        (world, who, _) => world with { Mission = world.Mission.PassTo(who.Nation, who.Subject, DeskCause.TakenOver, Noon, "Ill.") },
        (world, who, whom) => world with { Offer = new(new("h"), DeskPerson.Of(who), DeskPerson.Of(whom), [], "", Noon, Noon.AddMinutes(15)) },
        (world, who, _) => Accept(world, who),
        (world, who, _) => world with { Offer = world.Offer?.Decline(who, Noon) },
        (world, _, _) => world with { Offer = world.Offer?.Expire(Noon) },
        (world, _, _) => world with { Mission = world.Mission.Assign(TeamOf("DE", "MA"), "Sample.", Noon) },
        (world, _, _) => world with { Mission = world.Mission.Assign(TeamOf("DE", "FR"), "Sample.", Noon) },
        (world, _, _) => world with { Mission = world.Mission.LoseTeam(Noon) },
        (world, who, _) => world with { Mission = world.Mission.Reject(new(who.Nation, who.Subject, "No.", ""), Noon) },
        (world, _, _) => world with { Mission = world.Mission.Recall("Over.", Noon) },
    ];

    private static World Accept(World world, Caller who)
    {
        if (world.Offer is not { } offer || !world.Mission.IsHeldBy(offer.From.Subject, offer.From.Nation))
        {
            return world;
        }

        var accepted = offer.Accept(who, ["missions/tiger"], Noon);
        var mission = world.Mission.PassTo(offer.To.Nation, offer.To.Subject, DeskCause.HandedOver, Noon);
        return new(offer.Kind == HandoverKind.Lead ? mission.PassLead(offer.To.Nation, Noon) : mission, accepted);
    }

    private static Caller CallerOf(string person) => new(person, person[2..].ToUpperInvariant(), [Role.Dispatcher], "");

    private static AssignedTeam TeamOf(params string[] nations) =>
        new("teams/t", [.. nations.Select(nation => new Roster.V1.TeamMember { Member = $"members/{nation}", Nation = nation })], ImmutableArray<Roster.V1.TeamAsset>.Empty);
}
