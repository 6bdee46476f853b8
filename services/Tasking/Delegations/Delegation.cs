using TaskForce.Tasking.Missions;

namespace TaskForce.Tasking.Delegations;

/// <summary>The resource name of a delegation, <c>delegations/{delegation}</c>.</summary>
internal readonly record struct DelegationName(string Id) : IResourceName<DelegationName>
{
    public static string Collection => "delegations";

    public static DelegationName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>The life cycle of a right that was given; the numbers are the contract's.</summary>
internal enum RightState
{
    Given = 1,
    Revoked = 2,
}

/// <summary>A nation's key in the hand of a named person. Immutable: each change returns a new delegation.</summary>
/// <param name="Giver">The commander of the nation who gave it.</param>
internal sealed record Delegation(
    DelegationName Name, string Nation, string Giver, string Delegate, Scope Scope, Validity Validity, string Note, DateTimeOffset CreateTime)
{
    public Revocation? Revocation { get; init; }

    public RightState State => Revocation is null ? RightState.Given : RightState.Revoked;

    /// <summary>Why it does not let its delegate turn the key of a mission now; nothing if it does.</summary>
    public IEnumerable<string> Misses(Mission mission, DateTimeOffset now) => this switch
    {
        { Revocation: { } revoked } => [$"it was revoked by {revoked.Revoker} at {revoked.Time:u}"],
        _ when !Validity.Holds(now) => [now < Validity.From ? $"it holds from {Validity.From:u}" : $"it ended at {Validity.Until:u}", .. Scope.Misses(mission)],
        _ => Scope.Misses(mission),
    };

    /// <summary>Ends it. Says nothing new once it has ended.</summary>
    public Delegation Revoke(Caller caller, string reason, DateTimeOffset now)
    {
        caller.MustBelongTo(Nation, Name.ToString());
        return Revocation is null ? this with { Revocation = new(caller.Subject, now, reason) } : this;
    }
}
