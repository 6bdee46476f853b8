using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.Release;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Kind = TaskForce.Tasking.V1.AfterActionReport.Types.Leg.Types.Kind;
using Leg = TaskForce.Tasking.V1.AfterActionReport.Types.Leg;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.Tasking.AfterAction;

/// <summary>The steps of a mission, as its log tells them.</summary>
internal sealed class Legs
{
    private readonly List<Leg> _legs = [];
    private readonly Dictionary<Leg, string> _orders = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<(string Order, int Rung)> _rungs = [];
    private readonly HashSet<(string Order, int Stage, Timestamp DeviceTime)> _stages = [];

    /// <summary>Reads the log of a hotspot and of its mission.</summary>
    public static List<Leg> Of(V1.HotspotEvent? reported, IEnumerable<V1.MissionEvent> log)
    {
        var legs = new Legs();
        if (reported is not null)
        {
            legs._legs.Add(new() { Kind = Kind.Reported, Time = reported.Time, Actor = reported.Actor, Note = reported.Hotspot.Source });
        }

        foreach (var change in log)
        {
            legs.Add(change);
        }

        return legs._legs;
    }

    private void Add(V1.MissionEvent change)
    {
        switch (change.Type)
        {
            case EventType.OrderAcknowledged:
                Climb(change);
                // Of a remote order, accepting it begins the work.
                Proceed(change);
                break;
            case EventType.Progressed:
                Proceed(change);
                break;
            case EventType.ArrivalRetracted:
                TakeBack(change);
                break;
            case EventType.Approved or EventType.Rejected:
                Decide(change);
                break;
            default:
                Step(change);
                break;
        }
    }

    private void Step(V1.MissionEvent change)
    {
        (Kind Kind, string Note)? step = change.Type switch
        {
            EventType.Created => (Kind.Planned, change.Mission.Title),
            EventType.TeamAssigned => (Kind.Assigned, Units.Count(change.Mission.Members.Select(member => member.Nation))),
            EventType.Dispatched => (Kind.Ordered, $"{change.Mission.Orders.Count} recipients"),
            EventType.MemberReplaced => (Kind.MemberReplaced, Units.Count(change.Mission.Members.Select(member => member.Nation))),
            EventType.Recalled or EventType.Cancelled => (Kind.Ended, change.Mission.Reason),
            EventType.Completed => (Kind.Ended, "completed"),
            _ => null,
        };
        if (step is { } known)
        {
            _legs.Add(new()
            {
                Kind = known.Kind,
                Time = change.Time,
                Actor = change.Actor,
                Note = known.Note,
                Nation = change.ActorNations.FirstOrDefault(""),
                Members = { known.Kind is Kind.Assigned or Kind.MemberReplaced ? change.Mission.Members.Select(member => member.ToProto()) : [] },
            });
        }
    }

    private void Decide(V1.MissionEvent change)
    {
        var key = change.Mission.Approvals.LastOrDefault(approval => approval.Approver == change.Actor);
        _legs.Add(new()
        {
            Kind = change.Type == EventType.Approved ? Kind.Approved : Kind.Refused,
            Time = change.Time,
            Actor = change.Actor,
            Subject = key?.Nation ?? "",
            Note = string.Join("; ", new[] { key?.Comment ?? "", key?.OverrideReason ?? "" }.Where(text => text.Length > 0)),
        });
    }

    // An event shows the whole ladder: only what is new in it is a step.
    private void Climb(V1.MissionEvent change)
    {
        foreach (var reached in change.Order.Acknowledgements.Where(each => each.Rung > V1.Order.Types.Rung.Queued && _rungs.Add((change.Order.Name, (int)each.Rung))))
        {
            _legs.Add(Of(change, Kind.Acknowledged, reached.ServerTime, reached.DeviceTime, reached.Reason));
            _legs[^1].Rung = reached.Rung;
        }
    }

    private void Proceed(V1.MissionEvent change)
    {
        foreach (var reached in change.Order.Progress.Where(each => _stages.Add((change.Order.Name, (int)each.Stage, each.DeviceTime))))
        {
            var kind = reached.Stage switch { Stage.EnRoute => Kind.Moving, Stage.OnScene => Kind.OnScene, _ => Kind.Clear };
            Supersede(change, kind);
            _legs.Add(Of(change, kind, reached.ServerTime, reached.DeviceTime, NoteOf(reached)));
        }
    }

    private void TakeBack(V1.MissionEvent change)
    {
        Supersede(change, Kind.OnScene);
        _stages.RemoveWhere(told => told.Order == change.Order.Name && told.Stage == (int)Stage.OnScene);
        _legs.Add(Of(change, Kind.ArrivalRetracted, change.Time, null, "a position that came late shows that they had not arrived"));
    }

    // What was told before of the same stage stays as what was known then.
    private void Supersede(V1.MissionEvent change, Kind kind)
    {
        foreach (var leg in _legs.Where(leg => leg.Kind == kind && _orders.GetValueOrDefault(leg) == change.Order.Name))
        {
            leg.Superseded = true;
        }
    }

    private static string NoteOf(V1.Order.Types.Progress reached) =>
        reached.CorrectedFrom is not null ? "corrected: seen by a position that came late" : reached.FromPosition ? "seen by position" : reached.Note;

    private Leg Of(V1.MissionEvent change, Kind kind, Timestamp time, Timestamp? deviceTime, string note)
    {
        var leg = new Leg
        {
            Kind = kind,
            Time = time,
            DeviceTime = deviceTime,
            Actor = change.Actor,
            Subject = change.Order.Recipient,
            CallSign = change.Order.CallSign,
            Nation = change.Order.Nation,
            Note = note,
        };
        _orders[leg] = change.Order.Name;
        return leg;
    }
}
