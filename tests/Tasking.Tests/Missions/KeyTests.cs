using System.Security.Cryptography;
using System.Text;
using CsCheck;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.ResponsePlans;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.Tasking.Tests.Missions;

public class KeyTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MissionBrief Brief = new(new("port-one"), new("human-trafficking"), "Search the port", "Go.", "MA",
        new() { Place = new() { Location = new() { Latitude = 35, Longitude = -5 } }, Period = new() });
    private static readonly AssignmentTerms Terms = new("mandates/sample", TimeSpan.FromMinutes(20), "dispatcher.de");
    private static readonly Roster.V1.RuleBreach Breach = new() { Member = "members/de-falke-07", Rule = "max-duty-24h", Hard = true, Message = "17 h" };

    private static Mission Assigned => Mission.Plan(new("tiger"), Brief, Noon).Assign(TeamOf("teams/a", "ma-atlas-12"), "Sample.", Terms, Noon);

    private static Mission Approved => Assigned.Approve(KeyOf("DE"), Noon).Approve(KeyOf("MA"), Noon);

    [Fact]
    public void Approve_Key_KeepsTheDigestOfExactlyWhatWasApproved()
    {
        var key = Approved.Approvals[0];

        Assert.Equal(Approved.Consent, key.Consent);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Consent!.Content))), key.Consent.Digest);
        Assert.Contains("members/ma-atlas-12", key.Consent.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Approve_DigestOfAnotherVersion_IsStale()
    {
        var refusal = Assert.Throws<DomainException>(() => Assigned.Approve(KeyOf("DE") with { SeenDigest = "0123456789ab" }, Noon));

        Assert.Equal((Fault.Conflict, "STALE_DIGEST"), (refusal.Fault, refusal.Reason));
        Assert.Equal(Decision.Approved, Assigned.Approve(KeyOf("DE") with { SeenDigest = Assigned.Consent!.Digest[..12] }, Noon).Approvals[0].Decision);
    }

    [Fact]
    public void Change_Instructions_VoidsEveryKeyAndKeepsThemVisible()
    {
        var changed = Approved.Change(Brief with { Instructions = "Stay." }, "dispatcher.ma", Noon.AddMinutes(5));

        Assert.Equal(MissionState.AwaitingApproval, changed.State);
        Assert.Equal(["commander.DE", "commander.MA"], changed.VoidApprovals.Select(ended => ended.Approval.Approver));
        Assert.All(changed.VoidApprovals, ended => Assert.Equal("Changed after the key was turned: instructions.", ended.Reason));
        Assert.Equal(Noon.AddMinutes(25), changed.ApprovalDue);
    }

    [Fact]
    public void Change_ToTheSame_VoidsNothing() => Assert.Equal(MissionState.Approved, Approved.Change(Brief, "dispatcher.ma", Noon).State);

    [Fact]
    public void Change_AfterDispatch_IsRefused() =>
        Assert.Equal("MISSION_STATE", Assert.Throws<DomainException>(() => Approved.Dispatch(Noon).Change(Brief with { Title = "Other" }, "x", Noon)).Reason);

    [Fact]
    public void Change_PeriodWhileATeamIsHeld_IsRefused()
    {
        var later = Brief.Requirement.Clone();
        later.Period = new() { EndTime = new() { Seconds = 1 } };

        Assert.Equal("TEAM_HELD", Assert.Throws<DomainException>(() => Assigned.Change(Brief with { Requirement = later }, "x", Noon)).Reason);
    }

    [Fact]
    public void JudgeTeam_SameBreachesOrFewer_VoidsNothing()
    {
        var tired = Approved.Team! with { Breaches = [Breach] };
        var overridden = Assigned.JudgeTeam(tired, Noon).Approve(KeyOf("DE"), Noon).Approve(KeyOf("MA"), Noon);

        Assert.Equal(MissionState.Approved, Approved.JudgeTeam(Approved.Team! with { Impairments = [new() { Message = "sick" }] }, Noon).State);
        Assert.Equal(MissionState.Approved, overridden.JudgeTeam(tired, Noon).State);
        Assert.Equal(MissionState.Approved, overridden.JudgeTeam(Approved.Team!, Noon).State);
    }

    [Fact]
    public void JudgeTeam_AnotherBreach_VoidsEveryKey()
    {
        var judged = Approved.JudgeTeam(Approved.Team! with { Breaches = [Breach] }, Noon);

        Assert.Equal(MissionState.AwaitingApproval, judged.State);
        Assert.Equal(2, judged.VoidApprovals.Length);
    }

    [Fact]
    public void Approve_DelegateWhoAssignedTheTeam_IsDenied()
    {
        var own = KeyOf("DE") with { Holder = "dispatcher.de", Authority = new(AuthorityKind.Delegation, "delegations/d", "\"1\"", "commander.DE") };

        Assert.Equal("OWN_WORK", Assert.Throws<DomainException>(() => Assigned.Approve(own, Noon)).Reason);
        Assert.Equal("night.de", Assigned.Approve(own with { Holder = "night.de" }, Noon).Approvals[0].Approver);
    }

    [Fact]
    public void Approve_OneWhoGaveTheOthersKey_IsDenied()
    {
        var delegated = KeyOf("DE") with { Holder = "night.de", Authority = new(AuthorityKind.Delegation, "delegations/d", "\"1\"", "commander.both") };

        var refusal = Assert.Throws<DomainException>(() => Assigned.Approve(delegated, Noon).Approve(KeyOf("MA") with { Holder = "commander.both" }, Noon));

        Assert.Equal("SECOND_KEY", refusal.Reason);
    }

    [Fact]
    public void FallSilent_OneNationAnswered_RecordsTheOtherAsRefusedByTheRule()
    {
        var silent = Assigned.Approve(KeyOf("DE"), Noon).FallSilent("\"3\"", Noon.AddMinutes(20));

        Assert.Equal((MissionState.Rejected, Decision.Approved, Decision.Rejected), (silent.State, silent.Approvals[0].Decision, silent.Approvals[1].Decision));
        Assert.Equal((AuthorityKind.Silence, Mission.RuleOfSilence), (silent.Approvals[1].Authority!.Kind, silent.Approvals[1].Comment));
        Assert.Null(silent.ApprovalDue);
    }

    [Fact]
    public void Assign_LeaseShorterThanTheTimeToAnswer_EndsTheTimeWithTheLease()
    {
        var team = TeamOf("teams/b", "ma-atlas-12") with { LeaseUntil = Noon.AddMinutes(3) };

        Assert.Equal(Noon.AddMinutes(3), Assigned.Assign(team, "Sample.", Terms, Noon).ApprovalDue);
    }

    /// <summary>
    /// Whatever is tried in whatever order: an approved mission has one key of each nation in its team, over what it is now and within the
    /// rule of what voids, and no two of them were in the same hands.
    /// </summary>
    [Fact]
    public void AnyMoves_NeverApproveWithoutOneValidKeyOfEachNation() =>
        Gen.Int[0, Moves.Length - 1].Array[0, 30].Sample(indices =>
        {
            var mission = Mission.Plan(new("tiger"), Brief, Noon);
            foreach (var index in indices)
            {
                mission = Try(mission, Moves[index]);
                if (mission.State is MissionState.Approved or MissionState.Ordered)
                {
                    AssertKeys(mission);
                }
            }
        }, iter: 3000);

    private static void AssertKeys(Mission mission)
    {
        Assert.Equal(mission.Team!.Nations, mission.Approvals.Select(key => key.Nation));
        Assert.All(mission.Approvals, key =>
        {
            Assert.True(key.IsTurned);
            Assert.True(mission.DispatchTime is not null || key.Consent!.ChangesTo(mission.Consent!).Count == 0);
            Assert.NotEqual("dispatcher.de", key.Authority!.Kind == AuthorityKind.Delegation ? key.Approver : "");
        });
        var hands = mission.Approvals.Select(key => new[] { key.Approver, key.Authority!.Giver }.Where(hand => hand.Length > 0).ToHashSet()).ToList();
        Assert.False(hands[0].Overlaps(hands[1]));
    }

    private static Mission Try(Mission mission, Func<Mission, Mission> move)
    {
        try
        {
            return move(mission);
        }
        catch (DomainException refusal) when (refusal.Fault is Fault.Rejected or Fault.Denied or Fault.Conflict)
        {
            return mission;
        }
    }

    private static readonly Func<Mission, Mission>[] Moves =
    [
        mission => mission.Assign(TeamOf("teams/a", "ma-atlas-12"), "Sample.", Terms, Noon),
        mission => mission.Assign(TeamOf("teams/b", "ma-atlas-13"), "Sample.", Terms, Noon),
        mission => mission.Team is null ? mission : mission.ChangeTeam(TeamOf(mission.Team.Name, "ma-atlas-14"), Noon),
        mission => mission.Team is null ? mission : mission.JudgeTeam(mission.Team with { Breaches = [Breach] }, Noon),
        mission => mission.Team is null ? mission : mission.JudgeTeam(mission.Team with { Breaches = [] }, Noon),
        mission => mission.LoseTeam(Noon),
        mission => mission.Change(mission.Brief with { Instructions = mission.Brief.Instructions + "!" }, "dispatcher.ma", Noon),
        mission => mission.Change(mission.Brief with { RadiusMetres = mission.Brief.RadiusMetres + 1 }, "dispatcher.ma", Noon),
        mission => mission.Approve(KeyOf("DE"), Noon),
        mission => mission.Approve(KeyOf("MA"), Noon),
        mission => mission.Approve(KeyOf("MA") with { Holder = "commander.DE" }, Noon),
        mission => mission.Approve(KeyOf("DE") with { Holder = "dispatcher.de", Authority = new(AuthorityKind.Delegation, "delegations/d", "", "commander.DE") }, Noon),
        mission => mission.Approve(KeyOf("MA") with { Holder = "night.ma", Authority = new(AuthorityKind.Delegation, "delegations/m", "", "commander.DE") }, Noon),
        mission => mission.Approve(KeyOf("MA") with { OverrideReason = "", Authority = new(AuthorityKind.PreAuthorisation, "preAuthorisations/m", "", "commander.MA") }, Noon),
        mission => mission.Reject(KeyOf("MA"), Noon),
        mission => mission.State == MissionState.AwaitingApproval ? mission.FallSilent("", Noon) : mission,
        mission => mission.Dispatch(Noon),
    ];

    private static AssignedTeam TeamOf(string name, string second) => new(name, [
        new() { Member = "members/de-falke-07", Nation = "DE", Role = Role.Leader },
        new() { Member = $"members/{second}", Nation = "MA", Role = Role.Deputy },
    ], []);

    private static Key KeyOf(string nation) => new(nation, $"commander.{nation}", "", "\"1\"") { OverrideReason = "Nobody else is near." };
}
