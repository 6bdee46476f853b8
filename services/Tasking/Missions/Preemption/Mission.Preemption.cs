using System.Collections.Immutable;
using static TaskForce.Tasking.Missions.MissionState;

namespace TaskForce.Tasking.Missions;

/// <summary>One nation's consent that a team is taken.</summary>
internal sealed record NationConsent(string Nation, string Actor, DateTimeOffset Time);

/// <summary>A team that is about to be taken.</summary>
/// <param name="Id">What makes asking the roster again safe.</param>
/// <param name="From">The mission that has the team.</param>
internal sealed record Preemption(string Id, MissionName From, string Team, string Reason)
{
    /// <summary>The team as it was when the first nation agreed: that is who goes.</summary>
    public ImmutableArray<Roster.V1.TeamMember> Members { get; init; } = [];

    public ImmutableArray<Roster.V1.TeamAsset> Assets { get; init; } = [];

    public ImmutableArray<NationConsent> Consents { get; init; } = [];

    public ImmutableArray<string> Missing { get; init; } = [];
}

/// <summary>That a team went from one mission to another.</summary>
internal sealed record TeamHandover(MissionName From, MissionName To, string Team, MissionState FromState, string Reason, DateTimeOffset Time)
{
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>The nations of the members.</summary>
    public ImmutableArray<string> MemberNations { get; init; } = [];

    public ImmutableArray<NationConsent> Consents { get; init; } = [];

    public DateTimeOffset? FromDispatchTime { get; init; }

    public static TeamHandover Of(Mission holder, Mission taker, Preemption preemption, DateTimeOffset now) =>
        new(holder.Name, taker.Name, preemption.Team, holder.State, preemption.Reason, now)
        {
            Members = [.. preemption.Members.Select(member => member.Member)],
            MemberNations = [.. preemption.Members.Select(member => member.Nation).Distinct().Order(StringComparer.Ordinal)],
            Consents = preemption.Consents,
            FromDispatchTime = holder.DispatchTime,
        };
}

/// <summary>How a team goes from a mission to one that goes first.</summary>
internal sealed partial record Mission
{
    /// <summary>Which mission goes first, 1 to 10.</summary>
    public int Priority { get; init; }

    /// <summary>The team that this mission is about to take; null if none.</summary>
    public Preemption? Preemption { get; init; }

    /// <summary>The teams that were taken from it and by it, the oldest first.</summary>
    public ImmutableArray<TeamHandover> Handovers { get; init; } = [];

    /// <summary>The priority that comes with a hotspot of this severity.</summary>
    public static int PriorityOf(V1.Hotspot.Types.Severity severity) => 2 * (int)severity;

    /// <summary>A nation agrees that this mission takes the team of another. One that has agreed already changes nothing.</summary>
    public Mission ConsentTo(Mission holder, string reason, PreemptionOptions rules, Caller caller, DateTimeOffset now)
    {
        MustBeAbleTo(AwaitingApproval);
        var team = holder.Team!;
        if (!team.Nations.Contains(caller.Nation))
        {
            throw new DomainException(Fault.Denied, "NATION_TAKES_NO_PART",
                $"{caller.Nation} has nobody in {team.Name} of {holder.Name}; it is for {string.Join(" and ", team.Nations)} to give.");
        }

        var known = Preemption is { } pending && (pending.From, pending.Team) == (holder.Name, team.Name)
            ? pending
            : new(Guid.NewGuid().ToString(), holder.Name, team.Name, reason) { Members = team.Members, Assets = team.Assets };
        if (known.Consents.Any(consent => consent.Nation == caller.Nation))
        {
            return this;
        }

        var consents = known.Consents.Add(new(caller.Nation, caller.Subject, now));
        return this with { Preemption = known with { Consents = consents, Missing = [.. rules.MissingOf(team.Nations, consents)] }, UpdateTime = now };
    }

    /// <summary>The roster has handed the team over. It needs its keys before it goes anywhere.</summary>
    public Mission TakeTeam(AssignedTeam team, string mandate, AssignmentTerms terms, TeamHandover handover, DateTimeOffset now) =>
        Assign(team, mandate, terms, now) with { Preemption = null, Handovers = Handovers.Add(handover) };

    /// <summary>Whether it may still be given a team.</summary>
    public bool MayTakeTeam => CanMove(State, AwaitingApproval);

    /// <summary>The roster has refused to hand the team over.</summary>
    public Mission RefuseTeam(string reason, DateTimeOffset now) => this with { Preemption = null, Reason = reason, UpdateTime = now };

    /// <summary>The team went to another mission. This one is planned anew; what was done so far stays in its orders and handovers.</summary>
    public Mission YieldTeam(TeamHandover handover, DateTimeOffset now) => Holds(handover.Team)
        ? (MoveTo(Draft, now) with
        {
            Team = null,
            Mandate = "",
            MandateName = "",
            Approvals = [],
            VoidApprovals = WithDecided("The team was taken by another mission.", now),
            Offers = [],
            DispatchTime = null,
            ArrivalTime = null,
            Reason = $"The team was taken by {handover.To}: {handover.Reason}",
            Handovers = Handovers.Add(handover),
        }).WithDeployment(now)
        : this with { Handovers = Handovers.Add(handover), UpdateTime = now };

    /// <summary>Whether it still has this team.</summary>
    public bool Holds(string team) => IsLive && Team?.Name == team;
}
