using Grpc.Core;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Mission.Types;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;

namespace TaskForce.Faults.Histories;

/// <summary>A checker that cannot fail is worthless: each rule is shown one history that breaks it, and a good one.</summary>
public class CheckerTests
{
    private const string Mission = "missions/tiger";
    private const string Deploy = $"{Mission}/orders/de-falke-07";

    private static readonly string[] Commanders = ["commander.de", "commander.ma"];

    [Fact]
    public void Check_GoodHistory_FindsNothing() => Assert.Empty(Checker.Check(Good()));

    [Fact]
    public void Check_EveryRule_HasAHistoryThatBreaksItAlone()
    {
        var found = Bad().ToDictionary(bad => bad.Rule, bad => Checker.Check(bad.History).Select(line => line.Split(':')[0]).Distinct().ToList());

        Assert.All(found, bad => Assert.Equal([bad.Key], bad.Value));
        Assert.Equal(Checker.Rules.Select(rule => rule.Method.Name).Order(), found.Keys.Order());
    }

    [Fact]
    public void Check_OrderIsGone_IsFound() => Assert.Contains("AnsweredDispatchIsKept: missions/tiger/orders/de-falke-07 was answered for and is gone",
        Checker.Check(With(history => history.Final[0].Orders.Clear())));

    [Fact]
    public void Check_UnansweredRequestWasCarriedOutOrNot_IsNoFault()
    {
        Assert.Empty(Checker.Check(With(history => history.Calls.Enqueue(new(0, 1, new CreateMissionRequest { Mission = new() { Title = "lost" } }, null, StatusCode.Unavailable)))));
        Assert.Empty(Checker.Check(With(history => history.Calls.Enqueue(new(0, 1, new CreateMissionRequest { Mission = new() { Title = "Tiger" } }, null, StatusCode.Unavailable)))));
    }

    [Theory]
    [InlineData(2, true, false, "team fired 2 times")]
    [InlineData(0, true, false, "team never fired")]
    [InlineData(1, false, true, "team fired although it was met")]
    [InlineData(1, true, false, null)]
    [InlineData(0, false, true, null)]
    public void DeadlinesFireOnce_NotOnceOrAlthoughMet_IsFound(int times, bool isDue, bool isMet, string? fault)
    {
        (string, string)[] team = [("w", "team")];

        Assert.Equal(fault, LogRules.DeadlinesFireOnce(Enumerable.Repeat(team[0], times), isDue ? team : [], isMet ? team : []).FirstOrDefault());
    }

    private static IEnumerable<(string Rule, History History)> Bad()
    {
        yield return ("AnsweredDispatchIsKept", With(history => history.Devices.Clear()));
        yield return ("ShownOnce", With(history => history.Shows.Enqueue(history.Shows.First())));
        yield return ("NoWorkAfterItsRecall", With(history =>
        {
            history.Shows.Clear();
            history.Shows.Enqueue(new("phone", new() { Name = $"{Deploy}-recall", Kind = Order.Types.Kind.Recall }));
            history.Shows.Enqueue(new("phone", OrderAt(Rung.Stored)));
        }));
        yield return ("LaddersConverge", With(history => history.Devices[0] = history.Devices[0] with { Rung = Rung.Read }));
        yield return ("RungsNeverGoDown", With(history => SeeSent(history, OrderAt(Rung.Accepted), OrderAt(Rung.Read))));
        yield return ("AcceptedOrDeclined", With(history => SeeSent(history, OrderAt(Rung.Accepted), OrderAt(Rung.Declined))));
        yield return ("StatesFollowTheTable", With(history => See(history, At(State.Draft), At(State.Ordered))));
        yield return ("SentWithEveryKey", With(history => history.Final[0].Approvals[1].Approver = history.Final[0].Approvals[0].Approver));
        yield return ("CreatedOnce", With(history => history.Final.Add(new() { Name = "missions/again", Title = "Tiger", State = State.Draft })));
        yield return ("ReadsSeeWhatWasAnswered", With(history =>
            history.Calls.Enqueue(new(50, 60, new GetMissionRequest { Name = Mission }, At(State.Approved), StatusCode.OK))));
        yield return ("NobodyIsInTwoTeams", With(history => Form(history, Reserved("teams/a"), Reserved("teams/b"))));
        yield return ("EachEventOnceInOrder", With(history =>
        {
            See(history, At(State.Draft), At(State.AwaitingApproval));
            history.Missions.RemoveAt(1);
            history.Missions[0].Events[1].Sequence = 1;
        }));
        yield return ("WatchersSeeTheSame", With(history => history.Missions[0] = history.Missions[0] with { Events = [.. history.Missions[0].Events.Where((_, i) => i != 4)] }));
        yield return ("LeasesEndOnce", With(history => Form(history, Reserved("teams/a"), Expired("teams/a"), Expired("teams/a"))));
        yield return ("EscalationsFireOnceInOrder", With(history => history.Final[0].Orders[0].Escalations.Add([Reminder(10, 11), Reminder(20, 21)])));
        yield return ("SilenceRefusesOnce", With(history =>
        {
            See(history, At(State.Draft), At(State.AwaitingApproval), At(State.AwaitingApproval));
            history.Missions.ForEach(watch => watch.Events.Skip(1).ToList().ForEach(change => change.Type = MissionEvent.Types.Type.RejectedBySilence));
        }));
        yield return ("WatchersSeeTheStore", With(history => history.MissionLog.AddRange(Enumerable.Range(1, 7).Select(sequence => (long)sequence))));
        yield return ("ReportsAreKept", With(history => Drive(history, Code.NotYours, (1, 1), (2, 2))));
        yield return ("EachPositionOnceInOrder", With(history => Drive(history, Code.Stored, (1, 1), (2, 2), (3, 2))));
        yield return ("AnsweredPositionsAreSeen", With(history =>
        {
            Drive(history, Code.Stored, (1, 1), (2, 2));
            history.Positions[0] = history.Positions[0] with { Events = [.. history.Positions[0].Events.Take(1)] };
        }));
    }

    [Theory]
    [InlineData(10, 9, 20, 21, "REMIND before it was due")]
    [InlineData(20, 21, 10, 22, "which fell due later")]
    public void EscalationsFireOnceInOrder_EarlyOrSwapped_IsFound(int due, int done, int nextDue, int nextDone, string fault)
    {
        var calls = Reminder(nextDue, nextDone);
        calls.Action = Order.Types.EscalationAction.CallDeputy;

        var found = LogRules.EscalationsFireOnceInOrder(With(history => history.Final[0].Orders[0].Escalations.Add([Reminder(due, done), calls])));

        Assert.Contains(fault, Assert.Single(found), StringComparison.OrdinalIgnoreCase);
    }

    // Sent, shown, accepted, under way; everybody saw the same.
    private static History Good()
    {
        var sent = At(State.Ordered, OrderAt(Rung.Queued));
        var history = new History
        {
            Calls = new(
            [
                new(1, 2, new CreateMissionRequest { Mission = new() { Title = "Tiger" } }, At(State.Draft), StatusCode.OK),
                new(10, 20, new DispatchMissionRequest { Name = Mission }, sent, StatusCode.OK),
                new(30, 40, new GetMissionRequest { Name = Mission }, sent, StatusCode.OK),
            ]),
            Shows = new([new("phone", OrderAt(Rung.Queued))]),
            Final = [At(State.EnRoute, OrderAt(Rung.Accepted))],
            Devices = [new("members/de-falke-07", OrderAt(Rung.Queued), Rung.Accepted)],
        };
        See(history, At(State.Draft), At(State.AwaitingApproval), At(State.Approved), sent, At(State.Ordered, OrderAt(Rung.Accepted)), At(State.EnRoute, OrderAt(Rung.Accepted)));
        Form(history, Reserved("teams/a"), Confirmed("teams/a"));
        Drive(history, Code.Stored, (1, 1), (2, 2));
        return history;
    }

    private static History With(Action<History> damage)
    {
        var history = Good();
        damage(history);
        return history;
    }

    private static void SeeSent(History history, params Order[] steps) =>
        See(history, [At(State.Draft), At(State.AwaitingApproval), At(State.Approved), .. steps.Select(order => At(State.Ordered, order))]);

    private static void See(History history, params Mission[] states)
    {
        history.Missions.Clear();
        foreach (var watcher in new[] { "one", "two" })
        {
            history.Missions.Add(new(watcher, [.. states.Select((state, i) => new MissionEvent { Sequence = i + 1, Mission = state })]));
        }
    }

    private static void Form(History history, params TeamEvent[] events)
    {
        history.Teams.Clear();
        history.Teams.Add(new("one", [.. events.Select((change, i) => { var at = change.Clone(); at.Sequence = i + 1; return at; })]));
    }

    private static void Drive(History history, Code code, params (long Sequence, long Time)[] events)
    {
        history.Reports.Clear();
        history.Positions.Clear();
        PositionReport At(long time) => new() { Subject = "assets/car", EventTime = new() { Seconds = time } };
        history.Positions.Add(new("one", [.. events.Select(change => new PositionEvent { Type = EventType.Moved, Sequence = change.Sequence, Position = new() { Report = At(change.Time) } })]));
        foreach (var (_, time) in events)
        {
            history.Reports.Enqueue(new(At(time), code));
        }
    }

    private static TeamEvent Reserved(string name) => Event(name, TeamEvent.Types.Type.Reserved, Team.Types.State.Reserved);

    private static TeamEvent Confirmed(string name) => Event(name, TeamEvent.Types.Type.Confirmed, Team.Types.State.Confirmed);

    private static TeamEvent Expired(string name) => Event(name, TeamEvent.Types.Type.Expired, Team.Types.State.Expired);

    private static TeamEvent Event(string name, TeamEvent.Types.Type type, Team.Types.State state) =>
        new() { Type = type, Team = new() { Name = name, State = state, Members = { new TeamMember { Member = "members/de-falke-07" } } } };

    private static Order OrderAt(Rung rung) => new() { Name = Deploy, Kind = Order.Types.Kind.Deploy, Rung = rung };

    private static Order.Types.Escalation Reminder(int due, int done) => new()
    {
        Action = Order.Types.EscalationAction.Remind,
        AwaitedRung = Rung.Stored,
        DueTime = new() { Seconds = due },
        DoneTime = new() { Seconds = done },
    };

    private static Mission At(State state, params Order[] orders)
    {
        var mission = new Mission { Name = Mission, Title = "Tiger", State = state, Orders = { orders } };
        if (state >= State.Ordered)
        {
            mission.DispatchTime = new();
        }

        mission.Approvals.AddRange(Commanders.Select(approver => new Approval { Approver = approver, Decision = Approval.Types.Decision.Approved }));
        return mission;
    }
}
