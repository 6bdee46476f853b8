using System.Collections.Immutable;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.ResponsePlans;
using static TaskForce.Tasking.Missions.MissionState;

namespace TaskForce.Tasking.Missions;

/// <summary>The life cycle of a mission; the numbers are the contract's.</summary>
internal enum MissionState
{
    Draft = 1,
    AwaitingApproval = 2,
    Approved = 3,
    Rejected = 4,
    Ordered = 5,
    EnRoute = 6,
    OnScene = 7,
    Completed = 8,
    Recalled = 9,
    Cancelled = 10,
}

/// <summary>What a mission is about; fixed when it is created.</summary>
/// <param name="Requirement">What the team is checked against, with place and period.</param>
internal sealed record MissionBrief(
    HotspotName Hotspot, ResponsePlanName Plan, string Title, string Instructions, string HostNation, Type.V1.TeamRequirement Requirement);

/// <summary>The team as the roster reserved it.</summary>
internal sealed record AssignedTeam(
    string Name, ImmutableArray<Roster.V1.TeamMember> Members, ImmutableArray<Roster.V1.TeamAsset> Assets)
{
    public IReadOnlyList<string> Nations => [.. Members.Select(member => member.Nation).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The hard duty-time rules that each nation must override.</summary>
    public ImmutableArray<Roster.V1.RuleBreach> Breaches { get; init; } = [];

    /// <summary>Why the team is not valid now.</summary>
    public ImmutableArray<Roster.V1.Impairment> Impairments { get; init; } = [];

    public Roster.V1.Repair? Repair { get; init; }

    public DateTimeOffset? LegalUntil { get; init; }

    public static AssignedTeam Of(Roster.V1.Team team) => new(team.Name, [.. team.Members], [.. team.Assets])
    {
        Breaches = [.. team.Breaches],
        Impairments = [.. team.Impairments],
        Repair = team.Repair,
        LegalUntil = team.LegalUntil?.ToDateTimeOffset(),
    };

    public bool HasSamePeopleAs(AssignedTeam other) =>
        Name == other.Name && Members.Select(member => member.Member).SequenceEqual(other.Members.Select(member => member.Member));

    public string Leader => Members.First(member => member.Role == Roster.V1.TeamMember.Types.Role.Leader).Member;
}

/// <summary>What came of a mission.</summary>
internal sealed record MissionReport(int Arrests, int Seizures, int Injuries, string Text);

/// <summary>The work one team is ordered to do at one hotspot. Immutable: each change returns a new mission.</summary>
internal sealed partial record Mission(MissionName Name, MissionBrief Brief, MissionState State, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public AssignedTeam? Team { get; init; }

    public ImmutableArray<Approval> Approvals { get; init; } = [];

    public string Mandate { get; init; } = "";

    public MissionReport? Report { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset? DispatchTime { get; init; }

    public DateTimeOffset? ArrivalTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Whether anything may still happen to it.</summary>
    public bool IsLive => State is not (Completed or Recalled or Cancelled);

    public static Mission Plan(MissionName name, MissionBrief brief, DateTimeOffset now) => new(name, brief, Draft, now, now);

    /// <summary>Keys that were turned for an earlier team are void.</summary>
    public Mission Assign(AssignedTeam team, string mandate, DateTimeOffset now) => MoveTo(AwaitingApproval, now) with
    {
        Team = team,
        Mandate = mandate,
        Approvals = [.. team.Nations.Select(Approval.Pending)],
        Reason = "",
    };

    /// <summary>The roster exchanged somebody. Before dispatch, keys that were turned for the team as it was are void.</summary>
    public Mission ChangeTeam(AssignedTeam team, DateTimeOffset now) => DispatchTime is null
        ? Assign(team, Mandate, now)
        : this with { Team = team, Offers = OffersFor(team), UpdateTime = now };

    /// <summary>The roster judged the same team again.</summary>
    public Mission JudgeTeam(AssignedTeam team, DateTimeOffset now) => this with { Team = team, UpdateTime = now };

    /// <summary>The team's lease has ended; there is nobody to approve of or to send.</summary>
    public Mission LoseTeam(DateTimeOffset now) => MoveTo(Draft, now) with
    {
        Team = null,
        Mandate = "",
        Approvals = [],
        Reason = "The reservation of the team ended before the mission was dispatched.",
    };

    /// <summary>Turns one nation's key. The last key makes the mission approved; a key that is turned already stays.</summary>
    public Mission Approve(Key key, DateTimeOffset now)
    {
        var approval = ApprovalOf(key.Nation);
        if (approval.Decision == Decision.Approved && State is AwaitingApproval or Approved)
        {
            return this;
        }

        MustBeAbleTo(Approved);
        MustOverride(key);
        if (Approvals.Any(other => other.Nation != key.Nation && other.Approver == key.Holder))
        {
            throw new DomainException(Fault.Denied, "SECOND_KEY", $"{key.Holder} has turned the key of another nation for {Name}.");
        }

        var turned = Approvals.Replace(approval, approval.Decide(Decision.Approved, key, now));
        var next = turned.All(each => each.Decision == Decision.Approved) ? Approved : AwaitingApproval;
        return MoveTo(next, now) with { Approvals = turned };
    }

    // A nation that sends people beyond their duty times says why.
    private void MustOverride(Key key)
    {
        if (Team is { Breaches.IsEmpty: false } team && key.OverrideReason.Length == 0)
        {
            throw new DomainException(Fault.Rejected, "OVERRIDE_REQUIRED",
                $"The team of {Name} would break duty-time rules; each nation must say why it overrides them: {string.Join("; ", team.Breaches.Select(breach => breach.Message))}.",
                [.. team.Breaches.Select(breach => new Violation(breach.Member, breach.Message))]);
        }
    }

    public Mission Reject(Key key, DateTimeOffset now)
    {
        var approval = ApprovalOf(key.Nation);
        return MoveTo(Rejected, now) with
        {
            Approvals = Approvals.Replace(approval, approval.Decide(Decision.Rejected, key, now)),
            Reason = key.Comment,
        };
    }

    public Mission Dispatch(DateTimeOffset now) => MoveTo(Ordered, now) with { DispatchTime = now };

    /// <summary>A recipient is on the way. Says nothing new once somebody is.</summary>
    public Mission Depart(DateTimeOffset now) => State is EnRoute or OnScene ? this : MoveTo(EnRoute, now);

    /// <summary>A recipient has arrived. Says nothing new once somebody has.</summary>
    public Mission Arrive(DateTimeOffset now) => State is OnScene ? this : MoveTo(OnScene, now) with { ArrivalTime = now };

    /// <summary>Calls the mission off.</summary>
    public Mission Recall(string reason, DateTimeOffset now) =>
        MoveTo(DispatchTime is null ? Cancelled : Recalled, now) with { Reason = reason, EndTime = now };

    public Mission Complete(MissionReport report, DateTimeOffset now) => MoveTo(Completed, now) with { Report = report, EndTime = now };

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if the life cycle does not allow it.</exception>
    public void MustBeAbleTo(MissionState next)
    {
        if (!CanMove(State, next))
        {
            throw new DomainException(Fault.Rejected, "MISSION_STATE", $"{Name} is {Wire(State)}; it cannot become {Wire(next)}.");
        }
    }

    private Mission MoveTo(MissionState next, DateTimeOffset now)
    {
        MustBeAbleTo(next);
        return this with { State = next, UpdateTime = now };
    }

    private Approval ApprovalOf(string nation) => Approvals.FirstOrDefault(approval => approval.Nation == nation)
        ?? throw (Team is null
            ? new DomainException(Fault.Rejected, "MISSION_STATE", $"{Name} is {Wire(State)}; there is no team to decide on.")
            : new DomainException(Fault.Denied, "NATION_TAKES_NO_PART", $"{nation} takes no part in {Name}; its keys are those of {string.Join(" and ", Approvals.Select(a => a.Nation))}."));

    private static string Wire(MissionState state) => WireName.Of(state.ToProto());

    // The whole life cycle. A pair that is not here is not allowed.
    private static bool CanMove(MissionState from, MissionState to) => (from, to) switch
    {
        (Draft or AwaitingApproval or Approved or Rejected, AwaitingApproval) => true,
        (AwaitingApproval, Approved) => true,
        (AwaitingApproval or Approved, Draft or Rejected) => true,
        (Draft or AwaitingApproval or Approved or Rejected, Cancelled) => true,
        (Approved, Ordered) => true,
        (Ordered, EnRoute) => true,
        (Ordered or EnRoute, OnScene) => true,
        (OnScene, Completed) => true,
        (Ordered or EnRoute or OnScene, Recalled) => true,
        // Only when a mission that goes first takes the team.
        (Ordered or EnRoute or OnScene, Draft) => true,
        _ => false,
    };
}
