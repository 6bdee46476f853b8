using CsCheck;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.ResponsePlans;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.Tasking.Tests.Missions;

public class MissionTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    internal static readonly MissionBrief Brief = new(new("port-one"), new("human-trafficking"), "Search the port", "", "MA", new());
    internal static readonly AssignedTeam Team = new("teams/tiger", [
        new() { Member = "members/de-falke-07", Nation = "DE", Role = Role.Leader },
        new() { Member = "members/ma-atlas-12", Nation = "MA", Role = Role.Deputy },
    ], []);

    private readonly Mission _draft = Mission.Plan(new("tiger"), Brief, Noon);

    private Mission Assigned => _draft.Assign(Team, "sample", Noon);

    private Mission Ordered => Assigned.Approve(KeyOf("DE"), Noon).Approve(KeyOf("MA"), Noon).Dispatch(Noon);

    [Fact]
    public void Assign_Draft_AsksEachNationOfTheTeam()
    {
        Assert.Equal(["DE", "MA"], Assigned.Approvals.Select(approval => approval.Nation));
        Assert.All(Assigned.Approvals, approval => Assert.Equal(Decision.Pending, approval.Decision));
    }

    [Fact]
    public void Approve_OneOfTwoNations_StillAwaitsTheOther()
    {
        var half = Assigned.Approve(KeyOf("DE"), Noon);

        Assert.Equal(MissionState.AwaitingApproval, half.State);
        Assert.Equal(MissionState.Approved, half.Approve(KeyOf("MA"), Noon).State);
    }

    [Fact]
    public void Approve_SameNationTwice_ChangesNothing()
    {
        var half = Assigned.Approve(KeyOf("DE"), Noon);

        Assert.Same(half, half.Approve(KeyOf("DE") with { Holder = "another.de" }, Noon.AddMinutes(1)));
    }

    [Fact]
    public void Approve_BothKeysBySamePerson_IsDenied()
    {
        var half = Assigned.Approve(KeyOf("DE"), Noon);

        var refusal = Assert.Throws<DomainException>(() => half.Approve(KeyOf("MA") with { Holder = KeyOf("DE").Holder }, Noon));

        Assert.Equal((Fault.Denied, "SECOND_KEY"), (refusal.Fault, refusal.Reason));
    }

    [Fact]
    public void Approve_NationThatTakesNoPart_IsDenied()
    {
        var refusal = Assert.Throws<DomainException>(() => Assigned.Approve(KeyOf("FR"), Noon));

        Assert.Equal((Fault.Denied, "NATION_TAKES_NO_PART"), (refusal.Fault, refusal.Reason));
    }

    [Fact]
    public void Approve_RejectedMission_IsRefused()
    {
        var rejected = Assigned.Reject(KeyOf("MA"), Noon);

        var refusal = Assert.Throws<DomainException>(() => rejected.Approve(KeyOf("DE"), Noon));

        Assert.Equal("MISSION_STATE", refusal.Reason);
    }

    [Fact]
    public void Assign_ApprovedMission_VoidsTheKeys()
    {
        var approved = Assigned.Approve(KeyOf("DE"), Noon).Approve(KeyOf("MA"), Noon);

        var again = approved.Assign(Team with { Name = "teams/other" }, "sample", Noon);

        Assert.Equal(MissionState.AwaitingApproval, again.State);
        Assert.All(again.Approvals, approval => Assert.Equal(Decision.Pending, approval.Decision));
    }

    [Fact]
    public void Recall_BeforeAndAfterDispatch_CancelsAndRecalls()
    {
        Assert.Equal(MissionState.Cancelled, Assigned.Recall("weather", Noon).State);
        Assert.Equal(MissionState.Recalled, Ordered.Recall("weather", Noon).State);
    }

    [Fact]
    public void Arrive_Twice_KeepsTheFirstTime()
    {
        var arrived = Ordered.Arrive(Noon.AddHours(1), Noon.AddHours(1));

        Assert.Equal(Noon.AddHours(1), arrived.Arrive(Noon.AddHours(2), Noon.AddHours(2)).ArrivalTime);
    }

    [Fact]
    public void Arrive_AClockThatIsWrong_IsNeitherBeforeTheOrdersNorAfterItWasTold()
    {
        Assert.Equal(Noon, Ordered.Arrive(Noon.AddHours(-1), Noon.AddHours(1)).ArrivalTime);
        Assert.Equal(Noon.AddHours(1), Ordered.Arrive(Noon.AddHours(3), Noon.AddHours(1)).ArrivalTime);
    }

    [Theory]
    [InlineData((int)Stage.None, (int)MissionState.Ordered)]
    [InlineData((int)Stage.EnRoute, (int)MissionState.EnRoute)]
    [InlineData((int)Stage.Clear, (int)MissionState.OnScene)]
    public void CorrectArrival_NobodyHasArrived_IsAsFarAsTheFirstOfItsRecipients(int farthest, int state)
    {
        var corrected = Ordered.Arrive(Noon, Noon).CorrectArrival((Stage)farthest, null, Noon);

        Assert.Equal(((MissionState)state, null), (corrected.State, corrected.ArrivalTime));
    }

    [Fact]
    public void CorrectArrival_AfterTheEnd_ChangesTheTimeOnly()
    {
        var over = Ordered.Arrive(Noon.AddHours(1), Noon.AddHours(1)).Recall("weather", Noon.AddHours(2));

        var corrected = over.CorrectArrival(Stage.OnScene, Noon.AddMinutes(30), Noon.AddHours(3));

        Assert.Equal((MissionState.Recalled, Noon.AddMinutes(30)), (corrected.State, corrected.ArrivalTime));
    }

    [Fact]
    public void Complete_BeforeArrival_IsRefusedByName()
    {
        var refusal = Assert.Throws<DomainException>(() => Ordered.Complete(new(0, 0, 0, ""), Noon));

        Assert.Equal("missions/tiger is ORDERED; it cannot become COMPLETED.", refusal.Message);
    }

    /// <summary>Whatever is tried in whatever order: an ended mission never moves, and none is dispatched without every key.</summary>
    [Fact]
    public void AnyMoves_NeverLeaveAnEnd_NorDispatchWithoutEveryKey() =>
        Gen.Int[0, Moves.Length - 1].Array[0, 20].Sample(indices =>
        {
            var mission = _draft;
            foreach (var index in indices)
            {
                var before = mission;
                try
                {
                    mission = Moves[index](mission);
                }
                catch (DomainException refusal) when (refusal.Fault is Fault.Rejected or Fault.Denied)
                {
                    mission = before;
                }

                Assert.True(before.IsLive || ReferenceEquals(before, mission));
                Assert.True(mission.DispatchTime is null || mission.Approvals.All(a => a.Decision == Decision.Approved));
                Assert.Equal(mission.IsLive, mission.EndTime is null);
            }
        });

    [Fact]
    public void States_NumbersAndNames_AreThoseOfTheContract()
    {
        foreach (var state in System.Enum.GetValues<MissionState>())
        {
            Assert.Equal(state.ToString(), state.ToProto().ToString());
        }
    }

    private static readonly Func<Mission, Mission>[] Moves =
    [
        mission => mission.Assign(Team, "sample", Noon),
        mission => mission.State is MissionState.AwaitingApproval or MissionState.Approved ? mission.LoseTeam(Noon) : mission,
        mission => !mission.Holds(Team.Name) ? mission : mission.YieldTeam(new(mission.Name, new("first"), Team.Name, mission.State, "lives", Noon), Noon),
        mission => mission.Approve(KeyOf("DE"), Noon),
        mission => mission.Approve(KeyOf("MA"), Noon),
        mission => mission.Reject(KeyOf("MA"), Noon),
        mission => mission.Dispatch(Noon),
        mission => mission.Depart(Noon),
        mission => mission.Arrive(Noon, Noon),
        mission => mission.Recall("weather", Noon),
        mission => mission.Complete(new(1, 2, 0, "done"), Noon),
    ];

    private static Key KeyOf(string nation) => new(nation, $"commander.{nation}", "", "\"1\"");
}
