using System.Collections.Immutable;

namespace TaskForce.Tasking.Handovers;

/// <summary>The resource name of a hand-over, <c>handovers/{handover}</c>.</summary>
internal readonly record struct HandoverName(string Id) : IResourceName<HandoverName>
{
    public static string Collection => "handovers";

    public static HandoverName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>What is handed over; the numbers are the contract's.</summary>
internal enum HandoverKind
{
    Responsibility = 1,
    Lead = 2,
}

/// <summary>The life cycle of a hand-over; the numbers are the contract's. All but the first are ends.</summary>
internal enum HandoverState
{
    Offered = 1,
    Accepted = 2,
    Declined = 3,
    Withdrawn = 4,
    Expired = 5,
}

/// <summary>A person of a nation.</summary>
internal sealed record DeskPerson(string Subject, string Nation)
{
    public static DeskPerson Of(Caller caller) => new(caller.Subject, caller.Nation);
}

/// <summary>An offer to take responsibility over. Immutable: each change returns a new one.</summary>
/// <param name="Missions">Which missions; empty means everything that the one who offers answers for.</param>
internal sealed record Handover(
    HandoverName Name, DeskPerson From, DeskPerson To, ImmutableArray<string> Missions, string Note, DateTimeOffset OfferTime, DateTimeOffset ExpireTime)
{
    public HandoverState State { get; init; } = HandoverState.Offered;

    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Within a nation a person passes on what that person answers for; between nations it is the lead.</summary>
    public HandoverKind Kind => From.Nation == To.Nation ? HandoverKind.Responsibility : HandoverKind.Lead;

    /// <summary>The other takes over.</summary>
    /// <param name="missions">What was handed over.</param>
    public Handover Accept(Caller caller, IEnumerable<string> missions, DateTimeOffset now)
    {
        MustBeOpen(now);
        return DeskPerson.Of(caller) == To
            ? this with { State = HandoverState.Accepted, EndTime = now, Missions = [.. missions] }
            : throw new DomainException(Fault.Denied, "NOT_YOUR_HANDOVER", $"{Name} was offered to {To.Subject} of {To.Nation}, not to {caller.Subject}.");
    }

    /// <summary>The other refuses, or the one who offered withdraws.</summary>
    public Handover Decline(Caller caller, DateTimeOffset now)
    {
        MustBeOpen(now);
        var person = DeskPerson.Of(caller);
        return person == To || person == From
            ? this with { State = person == To ? HandoverState.Declined : HandoverState.Withdrawn, EndTime = now }
            : throw new DomainException(Fault.Denied, "NOT_YOUR_HANDOVER", $"{Name} is between {From.Subject} and {To.Subject}; {caller.Subject} has no part in it.");
    }

    /// <summary>Nobody answered in time.</summary>
    public Handover Expire(DateTimeOffset now) => this with { State = HandoverState.Expired, EndTime = now };

    // An offer that has expired is over, whether or not the service has got round to saying so.
    private void MustBeOpen(DateTimeOffset now)
    {
        if (State != HandoverState.Offered || now >= ExpireTime)
        {
            var what = State == HandoverState.Offered ? HandoverState.Expired : State;
            throw new DomainException(Fault.Rejected, "HANDOVER_STATE", $"{Name} is {WireName.Of((V1.Handover.Types.State)what)} since {EndTime ?? ExpireTime:u}; offer it again.");
        }
    }
}
