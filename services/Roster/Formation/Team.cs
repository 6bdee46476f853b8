using System.Collections.Immutable;
using static TaskForce.Roster.Formation.TeamState;

namespace TaskForce.Roster.Formation;

/// <summary>The life cycle of a team; the numbers are the contract's.</summary>
internal enum TeamState
{
    Reserved = 1,
    Confirmed = 2,
    Released = 3,
    Expired = 4,
    Impaired = 5,
}

/// <summary>A member whom the nation has withdrawn.</summary>
internal sealed record Withdrawal(string Member, string Reason);

/// <summary>Members and assets of at least two nations, held for one purpose. Immutable: each change returns a new team.</summary>
/// <param name="Holder">What the team is for, for example <c>missions/{mission}</c>.</param>
/// <param name="LeaseExpireTime">When the lease ends; null once confirmed.</param>
internal sealed record Team(
    TeamName Name, string Holder, TeamState State, Type.V1.TeamRequirement Requirement, DateTimeOffset? LeaseExpireTime,
    DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public ImmutableArray<V1.TeamMember> Members { get; init; } = [];

    public ImmutableArray<V1.TeamAsset> Assets { get; init; } = [];

    /// <summary>Why the team is not valid now.</summary>
    public ImmutableArray<V1.Impairment> Impairments { get; init; } = [];

    /// <summary>The smallest repair, once it is found.</summary>
    public V1.Repair? Repair { get; init; }

    /// <summary>The hard duty-time rules that each nation must override.</summary>
    public ImmutableArray<V1.RuleBreach> Breaches { get; init; } = [];

    public ImmutableArray<Withdrawal> Withdrawn { get; init; } = [];

    /// <summary>Whether its people and equipment are held.</summary>
    public bool IsLive => State is Reserved or Confirmed or Impaired;

    /// <summary>Everyone and everything it holds, by resource name.</summary>
    public IEnumerable<string> Resources => Members.Select(member => member.Member).Concat(Assets.Select(asset => asset.Asset));

    public static Team Reserve(TeamName name, string holder, Type.V1.TeamRequirement requirement, TimeSpan lease, DateTimeOffset now) =>
        new(name, holder, Reserved, requirement, now + lease, now, now);

    /// <summary>Keeps the team until it is released. A confirmed team stays as it is; a lease that has ended is not brought back.</summary>
    public Team Confirm(DateTimeOffset now) => (State, LeaseExpireTime <= now) switch
    {
        (Confirmed, _) => this,
        (Impaired, _) => throw new DomainException(Fault.Rejected, "TEAM_INVALID",
            $"{Name} is not valid any more; its impairments say why."),
        (Reserved, true) => throw new DomainException(Fault.Rejected, "LEASE_ENDED", $"The lease of {Name} ended at {LeaseExpireTime:u}; propose and reserve again."),
        _ => MoveTo(Confirmed, now) with { LeaseExpireTime = null },
    };

    /// <summary>Lets everyone go. A team that has ended stays as it is.</summary>
    public Team Release(DateTimeOffset now) => IsLive ? MoveTo(Released, now) : this;

    public Team Expire(DateTimeOffset now) => MoveTo(Expired, now);

    /// <summary>Gives one member's role to another.</summary>
    public Team Replace(string outgoing, V1.TeamMember incoming, DateTimeOffset now)
    {
        MustBeLive();
        return this with
        {
            Members = [.. Members.Select(member => member.Member == outgoing ? incoming : member)],
            Withdrawn = [.. Withdrawn.Where(withdrawal => withdrawal.Member != outgoing)],
            Breaches = [.. Breaches.Where(breach => breach.Member != outgoing), .. incoming.Breaches.Where(breach => breach.Hard)],
            UpdateTime = now,
        };
    }

    /// <summary>Takes a nation's people out of those who can go; they stay in the team until they are replaced.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if the team has ended or has nobody of the nation.</exception>
    public Team Withdraw(string nation, string reason, DateTimeOffset now)
    {
        MustBeLive();
        var leaving = Members.Where(member => member.Nation == nation).Select(member => new Withdrawal(member.Member, reason)).ToList();
        return leaving.Count > 0
            ? this with { Withdrawn = [.. Withdrawn.Where(withdrawal => leaving.TrueForAll(left => left.Member != withdrawal.Member)), .. leaving], UpdateTime = now }
            : throw new DomainException(Fault.Rejected, "NOT_IN_TEAM", $"{Name} has nobody of {nation}.");
    }

    /// <summary>Notes why the team is not valid, if it is not: a confirmed one turns impaired, and confirmed again once nothing is left.</summary>
    public Team Review(ImmutableArray<V1.Impairment> impairments, DateTimeOffset now)
    {
        if (!IsLive || impairments.SequenceEqual(Impairments))
        {
            return this;
        }

        var next = (State, impairments.IsEmpty) switch
        {
            (Confirmed, false) => MoveTo(Impaired, now),
            (Impaired, true) => MoveTo(Confirmed, now),
            _ => this with { UpdateTime = now },
        };
        return next with { Impairments = impairments, Repair = null };
    }

    public Team Propose(V1.Repair repair) => this with { Repair = repair };

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if the team has ended.</exception>
    public void MustBeLive()
    {
        if (!IsLive)
        {
            throw new DomainException(Fault.Rejected, "TEAM_STATE", $"{Name} is {Wire(State)}; it cannot be changed.");
        }
    }

    private Team MoveTo(TeamState next, DateTimeOffset now) => CanMove(State, next)
        ? this with { State = next, UpdateTime = now }
        : throw new DomainException(Fault.Rejected, "TEAM_STATE", $"{Name} is {Wire(State)}; it cannot become {Wire(next)}.");

    private static string Wire(TeamState state) => WireName.Of((V1.Team.Types.State)state);

    // The whole life cycle. A pair that is not here is not allowed.
    private static bool CanMove(TeamState from, TeamState to) => (from, to) switch
    {
        (Reserved, Confirmed or Released or Expired) => true,
        (Confirmed, Released or Impaired) => true,
        (Impaired, Released or Confirmed) => true,
        _ => false,
    };
}

/// <summary>The resource name of a team, <c>teams/{team}</c>.</summary>
internal readonly record struct TeamName(string Id) : IResourceName<TeamName>
{
    public static string Collection => "teams";

    public static TeamName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
