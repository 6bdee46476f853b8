using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.Team.Types;
using static TaskForce.Roster.V1.TeamMember.Types;
using static TaskForce.Type.V1.TeamRequirement.Types;

namespace TaskForce.Roster.Tests.Formation;

/// <summary>What holds for formation, whichever database the roster is in.</summary>
public abstract class FormationServiceTests(TestStore store) : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ProposeTeams_EnoughPeople_BestFirstWithLeadersOfTwoNationsAndReasons()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();

        var answer = await app.Formation("dispatcher.de").ProposeTeamsAsync(new() { Requirement = Requirement, MaxProposals = 2 });

        var best = answer.Proposals[0];
        Assert.Equal(["lead-1", "lead-1", "unit-2", "unit-2"], best.Members.Select(member => member.CallSign));
        Assert.Equal([Role.Leader, Role.Deputy, Role.Member, Role.Member], best.Members.Select(member => member.Role));
        Assert.NotEqual(best.Members[0].Nation, best.Members[1].Nation);
        Assert.Equal(("fr", TimeSpan.FromHours(2), TimeSpan.FromHours(6)), (best.SharedLanguage, best.LatestArrival.ToTimeSpan(), best.TotalTravel.ToTimeSpan()));
        Assert.All(best.Members, member => Assert.NotEmpty(member.Reasons));
        Assert.All(best.Members, member => Assert.Equal((member.TravelTime, true, 0), (member.Arrival.TravelTime, member.Arrival.FromKnownPosition, member.Arrival.Legs.Count)));
        Assert.True(answer.Proposals[1].LatestArrival.ToTimeSpan() >= best.LatestArrival.ToTimeSpan());
        Assert.Empty(answer.Shortfalls);
    }

    [Fact]
    public async Task ProposeTeams_Remote_TakesWhoHasNoWayAndSaysNothingOfTravel()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        // Beyond the pole, where nobody comes from.
        var expert = MemberOf("DE", "expert-1", 0, "digital-forensics");
        expert.HomeBase.Location.Latitude = 85;
        await app.EnterAsync(expert);
        var requirement = Requirement;
        requirement.Skills.Add(new SkillRequirement { Skill = "digital-forensics", Count = 1 });
        Assert.Empty((await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement })).Proposals);
        (requirement.Remote, requirement.MaxTravelTime) = (true, null);

        var best = (await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement, MaxProposals = 1 })).Proposals[0];
        var team = await app.Formation().ReserveTeamAsync(new() { Holder = "missions/remote", Members = { best.Members }, Requirement = requirement });

        Assert.Contains(best.Members, member => member.CallSign == "expert-1");
        Assert.All(best.Members, member => Assert.Equal((TimeSpan.Zero, null), (member.TravelTime.ToTimeSpan(), member.Arrival)));
        Assert.DoesNotContain(best.Members, member => member.Reasons.Any(reason => reason.Contains("nearer", StringComparison.Ordinal)));
        Assert.Equal((State.Reserved, true), (team.State, team.Requirement.Remote));
    }

    [Fact]
    public async Task ProposeTeams_RemoteWithALimitOfTravel_IsRefused()
    {
        await using var app = new RosterApp(store);
        var requirement = Requirement;
        (requirement.Remote, requirement.SeatsForAll) = (true, true);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement }));

        Assert.Equal(["requirement.max_travel_time", "requirement.seats_for_all"], refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(fault => fault.Field).Order());
    }

    [Fact]
    public async Task ProposeTeams_SkillNobodyKeeps_NamesItAndWhoComesClosest()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var lapsing = MemberOf("DE", "medic-1", 1, "tactical-medic");
        lapsing.Qualifications[0].Validity = new() { EndTime = Start.AddHours(5).ToTimestamp() };
        await app.EnterAsync(lapsing);
        await app.EnterAsync(MemberOf("MA", "medic-2", 1, "tactical-medic"), V1.Member.Types.Duty.Sick);
        var requirement = Requirement;
        requirement.Skills.Add(new SkillRequirement { Skill = "tactical-medic", Count = 1 });

        var answer = await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement });

        var shortfall = Assert.Single(answer.Shortfalls);
        Assert.Equal(("skill:tactical-medic", 1, 0), (shortfall.Requirement, shortfall.Needed, shortfall.Available));
        Assert.Equal(["duty", "skill"], shortfall.Closest.SelectMany(miss => miss.Rules).Order());
        Assert.Equal(["is sick", "tactical-medic holds only until 2030-03-01 11:00 UTC"], shortfall.Closest.Select(miss => miss.Obstacle).Order());
        Assert.Empty(answer.Proposals);
    }

    [Fact]
    public async Task ProposeTeams_WithLegsAndSomebodySupposedElsewhere_SaysWhatEachTimeRestsOn()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var first = (await app.Formation().ProposeTeamsAsync(new() { Requirement = Requirement, MaxProposals = 1 })).Proposals[0].Members[0].Member;

        var answer = await app.Formation().ProposeTeamsAsync(new()
        {
            Requirement = Requirement,
            MaxProposals = 1,
            WithLegs = true,
            WhatIf = new() { Included = { first }, Relocations = { new V1.WhatIf.Types.Relocation { Resources = { first }, Place = Requirement.Place } } },
        });

        foreach (var member in answer.Proposals[0].Members)
        {
            Assert.Equal((member.Member != first, member.Member == first ? "" : member.Member), (member.Arrival.FromKnownPosition, member.Arrival.Legs.Single().DisplayName));
        }
    }

    [Fact]
    public async Task ProposeTeams_OnlyTogetherImpossible_NamesWhatWouldHelp()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        await app.EnterAsync(MemberOf("DE", "dog-1", 1, "drug-detection-dog"));
        await app.EnterAsync(MemberOf("DE", "medic-1", 1, "tactical-medic"));
        var requirement = Requirement;
        requirement.MaxMembers = 4;
        requirement.Skills.AddRange([new() { Skill = "tactical-medic", Count = 1 }, new() { Skill = "drug-detection-dog", Count = 1 }, new() { Skill = "team-leader", Count = 2 }]);

        var answer = await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement });

        var shortfall = Assert.Single(answer.Shortfalls);
        Assert.Equal("combination", shortfall.Requirement);
        Assert.Contains("skill:tactical-medic", shortfall.Message, StringComparison.Ordinal);
        Assert.Contains("max_members", shortfall.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProposeTeams_NobodyAtAll_NamesEveryRequirement()
    {
        await using var app = new RosterApp(store);

        var answer = await app.Formation().ProposeTeamsAsync(new() { Requirement = Requirement });

        Assert.Equal(["language", "leader", "members", "nation:DE", "nation:MA"], answer.Shortfalls.Select(shortfall => shortfall.Requirement).Order());
    }

    [Fact]
    public async Task ProposeTeams_FaultyRequirement_NamesEveryFault()
    {
        await using var app = new RosterApp(store);

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Formation().ProposeTeamsAsync(new()
        {
            Requirement = new() { MinMembers = 1, MaxMembers = 0, Languages = { "german" }, Quotas = { new NationQuota { Nation = "DE", MinMembers = 1 } } },
        }));

        Assert.Equal(
            ["requirement.languages[0]", "requirement.max_members", "requirement.min_members", "requirement.period", "requirement.place", "requirement.quotas"],
            refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).Distinct().Order());
    }

    [Fact]
    public async Task ReserveTeam_AHundredDispatchersWantTheSamePeople_OneGetsThem()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            try
            {
                return (await app.Formation().ReserveTeamAsync(Reserve(best, $"missions/race-{i}"))).Name;
            }
            catch (RpcException loser) when (loser.StatusCode == StatusCode.Aborted)
            {
                return null;
            }
        }));

        Assert.Single(outcomes, name => name is not null);
    }

    [Fact]
    public async Task ReserveTeam_SameHolderAgain_LetsTheEarlierTeamGo()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();

        var first = await app.Formation().ReserveTeamAsync(Reserve(best));
        var second = await app.Formation().ReserveTeamAsync(Reserve(best));

        Assert.Equal(State.Released, (await app.Formation().GetTeamAsync(new() { Name = first.Name })).State);
        Assert.Equal(second.Name, (await app.Members().GetMemberAsync(new() { Name = best.Members[0].Member })).Team);
    }

    [Fact]
    public async Task ReserveTeam_BreaksManyRules_NamesEveryOne()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        await app.EnterAsync(MemberOf("DE", "far-1", 40), V1.Member.Types.Duty.OffDuty);

        var refusal = await Refused(StatusCode.FailedPrecondition, "TEAM_INVALID", app.Formation().ReserveTeamAsync(new()
        {
            Holder = "missions/bad",
            Requirement = Requirement,
            Members = { Named("members/de-far-1", Role.Leader), Named("members/de-unit-2", Role.Deputy) },
        }));

        var fields = refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).ToList();
        Assert.Equal(["deputy", "deputy", "leader", "members", "members/de-far-1", "members/de-far-1", "nation:MA"], fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ConfirmTeam_AfterTheLease_IsRefusedAndEveryoneIsFree()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = new RosterApp(store, clock);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();
        var request = Reserve(best);
        request.Lease = TimeSpan.FromMinutes(5).ToDuration();
        var team = await app.Formation().ReserveTeamAsync(request);
        using var watch = app.Formation().WatchTeams(new() { After = 0 }, cancellationToken: Cancellation);

        clock.Advance(TimeSpan.FromMinutes(5));

        // Whether or not the lease keeper was first: then it is the state that refuses.
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await app.Formation().ConfirmTeamAsync(new() { Name = team.Name }));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        await SeenAsync(watch, V1.TeamEvent.Types.Type.Expired);
        Assert.Equal("", (await app.Members().GetMemberAsync(new() { Name = best.Members[0].Member })).Team);
    }

    [Fact]
    public async Task Lease_EndsWhileTheServiceIsDown_EndsAtTheStart()
    {
        V1.Team team;
        await using (var before = new RosterApp(store, new FakeTimeProvider(Start)))
        {
            await before.EnterTeamAsync();
            team = await before.Formation().ReserveTeamAsync(Reserve(await before.ProposeAsync()));
        }

        await using var after = new RosterApp(store, new FakeTimeProvider(Start.AddHours(1)));
        using var watch = after.Formation().WatchTeams(new() { After = 0 }, cancellationToken: Cancellation);

        await SeenAsync(watch, V1.TeamEvent.Types.Type.Expired);
        Assert.Equal(State.Expired, (await after.Formation().GetTeamAsync(new() { Name = team.Name })).State);
    }

    [Fact]
    public async Task ConfirmTeam_SomebodyWentSickMeanwhile_IsRefused()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));
        await app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = V1.Member.Types.Duty.Sick });

        await Refused(StatusCode.FailedPrecondition, "TEAM_INVALID", app.Formation().ConfirmTeamAsync(new() { Name = team.Name }));
    }

    [Fact]
    public async Task ReplaceTeamMember_ValidStandIn_TakesTheRoleAndFreesTheOther()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));

        var changed = await app.Formation("dispatcher.de").ReplaceTeamMemberAsync(
            new() { Name = team.Name, Outgoing = "members/de-unit-2", Incoming = "members/de-unit-3" });

        Assert.Contains("members/de-unit-3", changed.Members.Select(member => member.Member));
        Assert.Equal("", (await app.Members().GetMemberAsync(new() { Name = "members/de-unit-2" })).Team);
        Assert.Equal(team.Name, (await app.Members().GetMemberAsync(new() { Name = "members/de-unit-3" })).Team);
    }

    [Theory]
    [InlineData("members/ma-unit-3", "dispatcher.de", StatusCode.PermissionDenied, "OTHER_NATION")]
    [InlineData("members/ma-unit-3", "service:tasking", StatusCode.FailedPrecondition, "TEAM_INVALID")]
    public async Task ReplaceTeamMember_OfAnotherNation_IsRefused(string incoming, string profile, StatusCode code, string reason)
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));

        await Refused(code, reason, app.Formation(profile).ReplaceTeamMemberAsync(new() { Name = team.Name, Outgoing = "members/de-unit-2", Incoming = incoming }));
    }

    [Fact]
    public async Task ReserveTeam_Dispatcher_IsDenied()
    {
        await using var app = new RosterApp(store);

        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", app.Formation("dispatcher.de").ReserveTeamAsync(new()));
    }

    private static V1.TeamMember Named(string member, Role role) => new() { Member = member, Role = role };

    private static async Task SeenAsync(AsyncServerStreamingCall<V1.TeamEvent> watch, V1.TeamEvent.Types.Type type)
    {
        while (await watch.ResponseStream.MoveNext(Cancellation))
        {
            if (watch.ResponseStream.Current.Type == type)
            {
                return;
            }
        }
    }
}

public sealed class FormationServiceOnSqliteTests() : FormationServiceTests(new SqliteTestStore());

public sealed class FormationServiceOnPostgresTests() : FormationServiceTests(new PostgresTestStore());
