using System.Collections.Immutable;
using CsCheck;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Operations;
using static TaskForce.Roster.V1.TeamMember.Types;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;
using Kind = TaskForce.Tasking.V1.Operation.Types.Obstacle.Types.Kind;
using OperationRung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Tests.Operations;

public class OperationTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Members = ["members/de-1", "members/ma-2"];
    private static readonly OperationPlan Plan = new("Ring", ["missions/north", "missions/south"], Noon.AddHours(1));

    private readonly Operation _planned = Operation.Create(new("ring"), Plan, Noon);

    private Operation Ready => Said(Said(_planned.Settle(Good(), Noon), "missions/north", Readiness.Ready), "missions/south", Readiness.Ready);

    private Operation Going => Ready.GiveGo(GoOf("DE"), Good(), Noon).GiveGo(GoOf("MA"), Good(), Noon);

    [Fact]
    public void GiveGo_OneOfTwoNations_WaitsForTheOther()
    {
        var half = Ready.GiveGo(GoOf("DE"), Good(), Noon);

        Assert.Equal(OperationState.Planned, half.State);
        Assert.Equal([Kind.GoMissing], Obstacles.Of(half, Good(), Noon).Select(obstacle => obstacle.Kind));
        Assert.Equal((OperationState.Go, Instruction.Go, 2), (Going.State, Going.Current.Instruction, Going.Current.Revision));
    }

    [Fact]
    public void GiveGo_SamePersonForBothNations_IsDenied()
    {
        var half = Ready.GiveGo(GoOf("DE"), Good(), Noon);

        var refusal = Assert.Throws<DomainException>(() => half.GiveGo(GoOf("MA") with { Actor = "commander.DE" }, Good(), Noon));

        Assert.Equal("SECOND_KEY", refusal.Reason);
    }

    [Fact]
    public void GiveGo_WithObstacles_NamesEachOfThem()
    {
        var unready = Said(Ready, "missions/south", Readiness.NotReady, "flat tyre");
        var picture = Good(clock => clock with { Uncertainty = TimeSpan.FromMilliseconds(clock.Member == "members/ma-2" ? 400 : 20) });

        var refusal = Assert.Throws<DomainException>(() => unready.GiveGo(GoOf("DE"), picture, Noon));

        Assert.Equal(("OBSTACLES", Fault.Rejected), (refusal.Reason, refusal.Fault));
        Assert.Equal(["missions/south", "MA"], refusal.Violations.Select(violation => violation.Field));
        Assert.Contains("flat tyre", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("known to 400 ms; at most 250 ms", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddedMissions_OfOthersOnly_AreRefusedAndOnesOwnAreNot()
    {
        var picture = new Picture(
            new[] { ("missions/north", "MA"), ("missions/east", "ES") }.ToDictionary(
                each => each.Item1, each => new PartView(each.Item1, each.Item1, MissionState.Draft, null, ["DE", each.Item2], [])), [], new Dictionary<(string, string), DeviceClock>());

        var refusal = Assert.Throws<DomainException>(() => picture.MustTakePartInEach("MA", ["missions/north", "missions/east"]));
        picture.MustTakePartInEach("DE", ["missions/north", "missions/east", "missions/none"]);

        Assert.Equal((Fault.Denied, "NATION_TAKES_NO_PART", "MA takes no part in missions/east; DE and ES can add it."), (refusal.Fault, refusal.Reason, refusal.Message));
    }

    [Fact]
    public void GiveGo_AfterH_IsRefused()
    {
        var refusal = Assert.Throws<DomainException>(() => Ready.GiveGo(GoOf("DE"), Good(), Noon.AddHours(1)));

        Assert.Contains("set another", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Obstacles_MissionsAndDevicesAsTheyAre_SayWhyNotYet()
    {
        var picture = Good() with
        {
            Parts = Good().Parts.Values.Select(part => part.Name == "missions/north" ? part with { State = MissionState.Approved } : part with { NotAccepted = ["MA 2"] }).ToDictionary(part => part.Name),
            Devices = [],
        };
        var settled = _planned.Settle(picture, Noon);

        Assert.Equal([Kind.NotDispatched, Kind.NotAccepted, Kind.OrderNotStored, Kind.GoMissing, Kind.GoMissing],
            Obstacles.Of(settled, picture, Noon).Select(obstacle => obstacle.Kind));
    }

    [Fact]
    public void Settle_TeamFallsBackBeforeH_HoldsAndVoidsEveryGo()
    {
        var held = Said(Going, "missions/north", Readiness.Unknown).Settle(Good(), Noon);

        Assert.Equal((OperationState.Held, Instruction.Hold), (held.State, held.Current.Instruction));
        Assert.DoesNotContain(held.Goes, go => go.IsGo);
        Assert.Contains("missions/north", held.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Settle_ClockTooOldBeforeH_Holds()
    {
        var later = Noon.AddMinutes(50);

        Assert.Equal(OperationState.Go, Going.Settle(Good(), Noon.AddMinutes(30)).State);
        Assert.Equal(OperationState.Held, Going.Settle(Good(), later).State);
    }

    [Fact]
    public void Settle_AnythingAfterH_HoldsNothing() =>
        Assert.Equal(OperationState.Go, Said(Going, "missions/north", Readiness.NotReady, "late").Settle(Good(), Plan.HHour).State);

    [Fact]
    public void Settle_NobodyHasGivenAGo_IsNotHeld() =>
        Assert.Equal(OperationState.Planned, Said(Ready, "missions/north", Readiness.Unknown).Settle(Good(), Noon).State);

    [Fact]
    public void Settle_DeviceThatCameAfterTheGo_DoesNotStopTheOthers()
    {
        var picture = Good() with { Devices = [.. Good().Devices, new(_planned.Name.ToString(), "members/de-1", "second", IsLate: true)] };

        Assert.Equal(OperationState.Go, Going.Settle(picture, Noon).State);
    }

    [Fact]
    public void Settle_EveryMissionOver_CompletesWhatHadItsGo()
    {
        var over = Good() with { Parts = Good().Parts.Values.Select(part => part with { State = MissionState.Completed }).ToDictionary(part => part.Name) };

        Assert.Equal(OperationState.Completed, Going.Settle(over, Noon).State);
        Assert.Equal(OperationState.Aborted, Ready.Settle(over, Noon).State);
    }

    [Fact]
    public void Change_AnotherH_VoidsEveryGoAndInstructsAnew()
    {
        var moved = Going.Change(Plan with { HHour = Noon.AddHours(2) }, Noon);

        Assert.Equal((OperationState.Planned, Instruction.Wait, 3), (moved.State, moved.Current.Instruction, moved.Current.Revision));
        Assert.Empty(moved.Goes);
    }

    [Fact]
    public void Change_TitleAlone_KeepsEveryGo() => Assert.Equal(OperationState.Go, Going.Change(Plan with { Title = "Circle" }, Noon).State);

    [Fact]
    public void Hold_AfterH_IsRefusedByName()
    {
        var refusal = Assert.Throws<DomainException>(() => Going.Hold("stop", Plan.HHour));

        Assert.Equal("RELEASED", refusal.Reason);
    }

    [Fact]
    public void GiveGo_HoldNotAcknowledged_IsAnObstacle()
    {
        var held = Ready.Hold("fog", Noon);

        Assert.Contains(Obstacles.Of(held, Good(), Noon), obstacle => obstacle.Kind == Kind.HoldNotAcknowledged);
        Assert.DoesNotContain(Obstacles.Of(held, Good(rung: OperationRung.Acknowledged, revision: 2), Noon), obstacle => obstacle.Kind == Kind.HoldNotAcknowledged);
    }

    /// <summary>Whatever is tried in whatever order: no go without every nation and every condition, no move from an end, revisions only grow.</summary>
    [Fact]
    public void AnyMoves_NeverGoWithoutEverything_NorLeaveAnEnd() =>
        Gen.Select(Gen.Int[0, Moves.Length - 1], Gen.Int[0, 90]).Array[0, 25].Sample(steps =>
        {
            var (operation, picture) = (_planned.Settle(Good(), Noon), Good());
            foreach (var (index, minutes) in steps)
            {
                var (before, now) = (operation, Noon.AddMinutes(minutes));
                try
                {
                    operation = Moves[index](operation, picture, now).Settle(picture, now);
                }
                catch (DomainException refusal) when (refusal.Fault is Fault.Rejected or Fault.Denied or Fault.Invalid)
                {
                    operation = before;
                }

                Assert.True(before.IsLive || ReferenceEquals(before, operation));
                Assert.True(operation.Current.Revision >= before.Current.Revision);
                Assert.Equal(operation.State == OperationState.Go, operation.Current.Instruction == Instruction.Go);
                if (operation.State == OperationState.Go && before.State != OperationState.Go)
                {
                    Assert.Equal(["DE", "MA"], operation.Goes.Where(go => go.IsGo).Select(go => go.Nation));
                    Assert.Empty(Obstacles.Standing(operation, picture, now));
                    Assert.True(now < operation.Plan.HHour);
                }
            }
        });

    /// <summary>The rungs may be reported twice and out of order: the ladder ends the same.</summary>
    [Fact]
    public void Reach_AnyOrderWithRepeats_EndsWithTheSameLadder() =>
        Gen.Shuffle(new[] { OperationRung.Stored, OperationRung.Displayed, OperationRung.Acknowledged, OperationRung.Stored, OperationRung.Displayed }).Sample(rungs =>
        {
            var device = rungs.Aggregate(new OperationDevice("operations/ring", "members/de-1", "phone", false), (known, rung) => known.Reach(1, rung, Noon, Noon).Next);

            Assert.Equal([OperationRung.Stored, OperationRung.Displayed, OperationRung.Acknowledged], device.Ladder.Select(reached => reached.Rung));
            Assert.All(device.Ladder, reached => Assert.NotNull(reached.DeviceTime));
        });

    [Fact]
    public void States_NumbersAndNames_AreThoseOfTheContract()
    {
        foreach (var state in System.Enum.GetValues<OperationState>())
        {
            Assert.Equal(state.ToString(), ((V1.Operation.Types.State)state).ToString());
        }
    }

    private static readonly Func<Operation, Picture, DateTimeOffset, Operation>[] Moves =
    [
        (operation, picture, now) => operation.GiveGo(GoOf("DE"), picture, now),
        (operation, picture, now) => operation.GiveGo(GoOf("MA"), picture, now),
        (operation, picture, now) => operation.GiveNoGo(GoOf("MA") with { IsGo = false }, picture, now),
        (operation, _, now) => operation.Hold("fog", now),
        (operation, _, now) => operation.Abort("off", now),
        (operation, _, now) => operation.Change(operation.Plan with { HHour = operation.Plan.HHour.AddMinutes(5) }, now),
        (operation, _, _) => Said(operation, "missions/north", Readiness.Ready),
        (operation, _, _) => Said(operation, "missions/south", Readiness.Ready),
        (operation, _, _) => Said(operation, "missions/south", Readiness.NotReady, "fuel"),
    ];

    private static Go GoOf(string nation) => new(nation, true, $"commander.{nation}", Noon, "");

    private static Operation Said(Operation operation, string mission, Readiness readiness, string reason = "") =>
        operation.Say(new(mission, readiness, reason, "field", Noon, FromCentre: false), Noon);

    /// <summary>Two missions under way, each device with the order, every hold acknowledged if asked for, every clock known.</summary>
    private static Picture Good(Func<DeviceClock, DeviceClock>? change = null, OperationRung rung = OperationRung.Stored, long revision = 1)
    {
        ImmutableArray<OperationDevice> devices = [.. Members.Select(member =>
            new OperationDevice("operations/ring", member, "phone", false).Reach(revision, rung, Noon, Noon).Next)];
        var clocks = devices.Select(device => new DeviceClock(device.Member, "phone", TimeSpan.FromHours(3), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(40), Noon));
        return new(
            new[] { PartOf("missions/north", "de-1", "DE"), PartOf("missions/south", "ma-2", "MA") }.ToDictionary(part => part.Name),
            devices,
            clocks.Select(change ?? (clock => clock)).ToDictionary(clock => (clock.Member, clock.Device)));
    }

    private static PartView PartOf(string name, string member, string nation) => new(name, name, MissionState.OnScene,
        new($"teams/{nation}", [new() { Member = $"members/{member}", CallSign = member, Nation = nation, Role = Role.Leader }], []), [nation], []);
}
