using Grpc.Core;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Type.V1.TeamRequirement.Types;

namespace TaskForce.Roster.Tests.Formation;

/// <summary>Suppositions and explanations, which change nothing.</summary>
public class WhatIfTests
{
    [Fact]
    public async Task ProposeTeams_SupposedBaseNearby_MovesOnlyTheQuestion()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var moved = new V1.WhatIf { Relocations = { new V1.WhatIf.Types.Relocation { Resources = { "members/de-lead-1", "members/ma-lead-1" }, Place = Away(0.5) } } };

        var supposed = await app.Formation().ProposeTeamsAsync(new() { Requirement = Requirement, WhatIf = moved });

        Assert.Equal(TimeSpan.FromHours(1), supposed.Proposals[0].LatestArrival.ToTimeSpan());
        Assert.Equal(TimeSpan.FromHours(2), (await app.ProposeAsync()).LatestArrival.ToTimeSpan());
    }

    [Fact]
    public async Task ProposeTeams_IncludedMember_IsInEveryTeam()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();

        var answer = await app.Formation().ProposeTeamsAsync(new() { Requirement = Requirement, WhatIf = new() { Included = { "members/de-unit-3" } } });

        Assert.All(answer.Proposals, team => Assert.Contains("members/de-unit-3", team.Members.Select(member => member.Member)));
    }

    [Fact]
    public async Task ProposeTeams_SupposedReleasedTeam_HasItsPeople()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));

        var now = await app.Formation().ProposeTeamsAsync(new() { Requirement = Requirement });
        var supposed = await app.Formation().ProposeTeamsAsync(new() { Requirement = Requirement, WhatIf = new() { ReleasedTeams = { team.Name } } });

        Assert.Empty(now.Proposals);
        Assert.NotEmpty(supposed.Proposals);
    }

    [Fact]
    public async Task ProposeTeams_Interpreter_ReachesWhoDoesNotSpeakTheLanguage()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var requirement = Requirement;
        requirement.Languages.Add("ar");
        requirement.Interpreting = new() { Skill = "interpreter" };

        var without = await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement });
        await app.EnterAsync(MemberOf("MA", "tongue-1", 1, "interpreter"));
        var with = await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement });

        Assert.Contains("language", without.Conflict.Core);
        Assert.Equal(("ar", 2), (with.Proposals[0].SharedLanguage, with.Proposals[0].Interpreted.Count));
    }

    [Fact]
    public async Task ProposeTeams_ReserveAtTheBase_LeavesSomebodyThere()
    {
        await using var app = new RosterApp();
        foreach (var nation in new[] { "DE", "MA" })
        {
            await app.EnterAsync(MemberOf(nation, "lead-1", 1, "team-leader"));
            await app.EnterAsync(MemberOf(nation, "unit-2", 1));
            await app.EnterAsync(MemberOf(nation, "unit-3", 2));
            await app.EnterAsync(MemberOf(nation, "unit-4", 2));
        }

        var requirement = Requirement;
        requirement.BaseReserve = 1;

        var answer = await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement });

        Assert.Equal(TimeSpan.FromHours(2), answer.Proposals[0].LatestArrival.ToTimeSpan());
        Assert.Empty(answer.Proposals[0].StrippedBases);
    }

    [Theory]
    [InlineData("members/de-sick-1", "duty", "sick-1 is sick.")]
    [InlineData("members/de-far-1", "travel", "far-1 needs 40 h 0 min, more than the limit of 12 h 0 min.")]
    public async Task ExplainMember_SomethingStandsInTheWay_NamesTheRule(string member, string rule, string message)
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        await app.EnterAsync(MemberOf("DE", "sick-1", 1), V1.Member.Types.Duty.Sick);
        await app.EnterAsync(MemberOf("DE", "far-1", 40));

        var answer = await app.Formation().ExplainMemberAsync(new() { Requirement = Requirement, Member = member });

        Assert.False(answer.Available);
        Assert.Equal((rule, message), (Assert.Single(answer.Obstacles).Rule, answer.Message));
    }

    [Fact]
    public async Task ExplainMember_WouldCostTime_SaysHowMuch()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();

        var answer = await app.Formation().ExplainMemberAsync(new() { Requirement = Requirement, Member = "members/de-unit-3" });

        Assert.True(answer is { Available: true, InBestTeam: false });
        Assert.Equal((TimeSpan.FromHours(3), TimeSpan.FromHours(4)), (answer.LaterArrival.ToTimeSpan(), answer.MoreTravel.ToTimeSpan()));
        Assert.Equal("With unit-3 the last of the team would arrive 3 h 0 min later than in the best team.", answer.Message);
    }

    [Fact]
    public async Task ExplainMember_Nobody_IsNotFound()
    {
        await using var app = new RosterApp();

        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", app.Formation().ExplainMemberAsync(new() { Requirement = Requirement, Member = "members/nobody" }));
    }

    [Fact]
    public async Task ProposeTeams_MandateThatEndsTooSoon_IsTheShortfallAndTheConflict()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var requirement = Requirement;
        requirement.Mandate = new() { Mandate_ = "mandates/short", Nations = { "DE", "MA" }, Validity = new() { EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Start.AddHours(1)) } };

        var answer = await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement });

        Assert.Equal("mandate", Assert.Single(answer.Shortfalls).Requirement);
        Assert.Equal(["mandate"], answer.Conflict.Core);
        Assert.Equal(["mandate"], answer.Conflict.Relax);
    }
}
