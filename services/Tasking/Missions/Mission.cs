using System.Collections.Immutable;
using System.Text.Json.Serialization;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Mandates;
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

/// <summary>What a mission is about.</summary>
/// <param name="Requirement">What the team is checked against, with place and period.</param>
internal sealed record MissionBrief(
    HotspotName Hotspot, ResponsePlanName Plan, string Title, string Instructions, string HostNation, Type.V1.TeamRequirement Requirement)
{
    /// <summary>How far around the place the team may act.</summary>
    public double RadiusMetres { get; init; }

    public V1.Hotspot.Types.Kind Kind { get; init; }

    public V1.Hotspot.Types.Severity Severity { get; init; }

    /// <summary>Whether its people work from where they are.</summary>
    [JsonIgnore]
    public bool IsRemote => Requirement.Remote;

    /// <summary>Where the team may act.</summary>
    [JsonIgnore]
    public GroundCircle Circle => new(Requirement.Place.Location.Latitude, Requirement.Place.Location.Longitude, RadiusMetres);

    /// <summary>The same work where the hotspot is now.</summary>
    public MissionBrief At(Hotspot hotspot)
    {
        var requirement = Requirement.Clone();
        requirement.Place = hotspot.Details.Place.ToProto();
        return this with
        {
            HostNation = hotspot.Details.HostNation,
            Requirement = requirement,
            RadiusMetres = hotspot.Details.RadiusMetres,
            Kind = hotspot.Details.Kind,
            Severity = hotspot.Details.Severity,
        };
    }
}

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

    /// <summary>When its lease ends, if it was not confirmed.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    public static AssignedTeam Of(Roster.V1.Team team) => new(team.Name, [.. team.Members], [.. team.Assets])
    {
        Breaches = [.. team.Breaches],
        Impairments = [.. team.Impairments],
        Repair = team.Repair,
        LegalUntil = team.LegalUntil?.ToDateTimeOffset(),
        LeaseUntil = team.LeaseExpireTime?.ToDateTimeOffset(),
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

    /// <summary>What people read of the mandate.</summary>
    public string Mandate { get; init; } = "";

    /// <summary><c>mandates/{mandate}</c>.</summary>
    public string MandateName { get; init; } = "";

    public MissionReport? Report { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset? DispatchTime { get; init; }

    public DateTimeOffset? ArrivalTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Whether anything may still happen to it.</summary>
    public bool IsLive => State is not (Completed or Recalled or Cancelled);

    public static Mission Plan(MissionName name, MissionBrief brief, DateTimeOffset now) => new(name, brief, Draft, now, now);

    public Mission Dispatch(DateTimeOffset now) => (MoveTo(Ordered, now) with { DispatchTime = now }).WithDeployment(now);

    /// <summary>A recipient is on the way. Says nothing new once somebody is.</summary>
    public Mission Depart(DateTimeOffset now) => State is EnRoute or OnScene ? this : MoveTo(EnRoute, now);

    /// <summary>Calls the mission off.</summary>
    public Mission Recall(string reason, DateTimeOffset now) =>
        (MoveTo(DispatchTime is null ? Cancelled : Recalled, now) with { Reason = reason, EndTime = now }).WithDeployment(now);

    /// <summary>The team has done its work. One that was recalled stays so; what it reports of the work that it did before it heard is kept.</summary>
    public Mission Complete(MissionReport report, DateTimeOffset now) => State == Recalled && Report is null
        ? this with { Report = report, UpdateTime = now }
        : (MoveTo(Completed, now) with { Report = report, EndTime = now }).WithDeployment(now);

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
        // Only when a position that came late shows that nobody has arrived: what was told is not so, and never was.
        (OnScene, Ordered or EnRoute) => true,
        (OnScene, Completed) => true,
        (Ordered or EnRoute or OnScene, Recalled) => true,
        // Only when a mission that goes first takes the team.
        (Ordered or EnRoute or OnScene, Draft) => true,
        _ => false,
    };
}
