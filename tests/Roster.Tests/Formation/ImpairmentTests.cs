using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.Team.Types;
using Duty = TaskForce.Roster.V1.Member.Types.Duty;
using EventType = TaskForce.Roster.V1.TeamEvent.Types.Type;

namespace TaskForce.Roster.Tests.Formation;

/// <summary>What happens to a confirmed team when its people change.</summary>
public class ImpairmentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Team_MemberGoesSick_IsImpairedAtOnceAndTheSmallestRepairIsProposed()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);
        using var watch = app.Formation().WatchTeams(new() { After = 0 }, cancellationToken: Cancellation);

        await app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = Duty.Sick });

        var impaired = await app.Formation().GetTeamAsync(new() { Name = team.Name });
        Assert.Equal((State.Impaired, "unit-2 is sick"), (impaired.State, Assert.Single(impaired.Impairments).Message));
        var repair = (await SeenAsync(watch, EventType.RepairProposed)).Repair;
        Assert.Equal("Send unit-3 for unit-2.", repair.Message);
        Assert.Equal(("members/de-unit-2", "members/de-unit-3"), (repair.Exchanges[0].Outgoing, repair.Exchanges[0].Incoming.Member));
    }

    [Fact]
    public async Task ReplaceTeamMember_AsProposed_RestoresTheTeam()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);
        await app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = Duty.Sick });

        var repaired = await app.Formation("dispatcher.de").ReplaceTeamMemberAsync(
            new() { Name = team.Name, Outgoing = "members/de-unit-2", Incoming = "members/de-unit-3" });

        Assert.Equal(State.Confirmed, repaired.State);
        Assert.Empty(repaired.Impairments);
        Assert.Equal(team.Members.Select(member => member.Member).Except(["members/de-unit-2"]), repaired.Members.Select(member => member.Member).Except(["members/de-unit-3"]));
    }

    [Fact]
    public async Task ReplaceTeamMember_OneOfTwoRepairs_IsAcceptedAndLeavesTheRestImpaired()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);
        await app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = Duty.Sick });
        await app.Members("dispatcher.ma").SetMemberDutyAsync(new() { Name = "members/ma-unit-2", Duty = Duty.Sick });

        var half = await app.Formation("dispatcher.de").ReplaceTeamMemberAsync(new() { Name = team.Name, Outgoing = "members/de-unit-2", Incoming = "members/de-unit-3" });
        var whole = await app.Formation("dispatcher.ma").ReplaceTeamMemberAsync(new() { Name = team.Name, Outgoing = "members/ma-unit-2", Incoming = "members/ma-unit-3" });

        Assert.Equal((State.Impaired, "members/ma-unit-2"), (half.State, Assert.Single(half.Impairments).Rule));
        Assert.Equal(State.Confirmed, whole.State);
    }

    [Fact]
    public async Task Team_MemberIsWellAgain_IsRestored()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);
        await app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = Duty.Sick });

        await app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = Duty.OnDuty });

        Assert.Equal(State.Confirmed, (await app.Formation().GetTeamAsync(new() { Name = team.Name })).State);
    }

    [Fact]
    public async Task Team_FileTakesTheLeadersQualification_IsImpairedAtOnce()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);
        using var export = app.Members().ExportMembers(new() { Filter = new() { Nation = "DE" } });
        var file = string.Concat(await export.ResponseStream.ReadAllAsync(Cancellation).Select(part => part.Csv).ToListAsync(Cancellation));

        var answer = await app.Members().ImportMembersAsync(new() { Csv = file.Replace("team-leader:3", "liaison:3", StringComparison.Ordinal) });

        Assert.Equal((0, 1), (answer.Faults.Count, answer.Updated));
        Assert.Equal(State.Impaired, (await app.Formation().GetTeamAsync(new() { Name = team.Name })).State);
    }

    [Fact]
    public async Task Team_MemberGetsAPlaceInATrainingAtThatTime_IsImpairedUntilItIsGivenBack()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);
        var training = await app.Trainings().CreateTrainingAsync(new()
        {
            Training = new() { Nation = "DE", Title = "Seminar", Capacity = 5, Period = Requirement.Period, Qualifications = { new V1.Qualification { Skill = "liaison", Grade = 2 } } },
        });

        await app.Trainings().EnrolMemberAsync(new() { Name = training.Name, Member = "members/de-unit-2" });
        var impaired = await app.Formation().GetTeamAsync(new() { Name = team.Name });
        await app.Trainings().WithdrawMemberAsync(new() { Name = training.Name, Member = "members/de-unit-2" });
        var restored = await app.Formation().GetTeamAsync(new() { Name = team.Name });

        Assert.Equal((State.Impaired, State.Confirmed), (impaired.State, restored.State));
        Assert.Contains("takes part in", Assert.Single(impaired.Impairments).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithdrawNation_ItsCommander_ImpairsTheTeamAndKeepsThePeopleOutOfTheRepair()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);

        var impaired = await app.Formation("commander.ma").WithdrawNationAsync(new() { Name = team.Name, Nation = "MA", Reason = "Needed at home" });
        var repair = await app.Formation().ProposeRepairAsync(new() { Name = team.Name });

        Assert.Equal((State.Impaired, 2), (impaired.State, impaired.Impairments.Count));
        Assert.Equal("No exchange of members makes the team valid.", repair.Message);
    }

    [Fact]
    public async Task WithdrawNation_AnotherNations_IsDenied()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);

        await Refused(StatusCode.PermissionDenied, "OTHER_NATION",
            app.Formation("commander.de").WithdrawNationAsync(new() { Name = team.Name, Nation = "MA", Reason = "Not mine" }));
    }

    [Fact]
    public async Task Team_OutLongerThanAQualificationHolds_IsImpairedByTheClock()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = new RosterApp(clock);
        await app.EnterTeamAsync();
        var leader = await app.Members().GetMemberAsync(new() { Name = "members/de-lead-1" });
        leader.Qualifications[0].Validity = new() { EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Start.AddMinutes(2)) };
        await app.Members().UpdateMemberAsync(new() { Member = leader, UpdateMask = new() { Paths = { "qualifications" } } });
        var requirement = Requirement;
        requirement.Period.EndTime = requirement.Period.StartTime + new Google.Protobuf.WellKnownTypes.Duration { Seconds = 60 };
        var team = await ConfirmAsync(app, requirement);
        using var watch = app.Formation().WatchTeams(new() { After = 0 }, cancellationToken: Cancellation);

        clock.Advance(TimeSpan.FromMinutes(3));

        var impaired = await SeenAsync(watch, EventType.Impaired);
        Assert.Equal(team.Name, impaired.Name);
        Assert.Contains(impaired.Impairments, impairment => impairment.Message.Contains("team-leader", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReleaseTeam_Impaired_FreesEverybody()
    {
        await using var app = new RosterApp();
        var team = await ConfirmedAsync(app);
        await app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = Duty.Sick });

        var released = await app.Formation().ReleaseTeamAsync(new() { Name = team.Name });

        Assert.Equal(State.Released, released.State);
        Assert.Equal("", (await app.Members().GetMemberAsync(new() { Name = "members/de-lead-1" })).Team);
    }

    private static async Task<V1.Team> ConfirmedAsync(RosterApp app)
    {
        await app.EnterTeamAsync();
        return await ConfirmAsync(app);
    }

    private static async Task<V1.Team> ConfirmAsync(RosterApp app, Type.V1.TeamRequirement? requirement = null)
    {
        requirement ??= Requirement;
        var request = Reserve((await app.Formation().ProposeTeamsAsync(new() { Requirement = requirement })).Proposals[0]);
        request.Requirement = requirement;
        var team = await app.Formation().ReserveTeamAsync(request);
        return await app.Formation().ConfirmTeamAsync(new() { Name = team.Name });
    }

    private static async Task<V1.Team> SeenAsync(AsyncServerStreamingCall<V1.TeamEvent> watch, EventType type)
    {
        while (await watch.ResponseStream.MoveNext(Cancellation))
        {
            if (watch.ResponseStream.Current.Type == type)
            {
                return watch.ResponseStream.Current.Team;
            }
        }

        throw new InvalidOperationException("The watch ended.");
    }
}
