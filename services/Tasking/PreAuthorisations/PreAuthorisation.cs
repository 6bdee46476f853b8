using System.Collections.Immutable;
using TaskForce.Tasking.Delegations;
using TaskForce.Tasking.Missions;

namespace TaskForce.Tasking.PreAuthorisations;

/// <summary>The resource name of a pre-authorisation, <c>preAuthorisations/{pre_authorisation}</c>.</summary>
internal readonly record struct PreAuthorisationName(string Id) : IResourceName<PreAuthorisationName>
{
    public static string Collection => "preAuthorisations";

    public static PreAuthorisationName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>A key that a pre-authorisation turned.</summary>
internal sealed record Use(string Mission, string Digest, DateTimeOffset Time);

/// <summary>A nation's key, turned beforehand for a class of missions. Immutable: each change returns a new one.</summary>
/// <param name="Giver">The commander of the nation who gave it.</param>
/// <param name="MaxUses">For how many missions.</param>
/// <param name="MaxTeamMembers">For the largest team; 0 means any.</param>
internal sealed record PreAuthorisation(
    PreAuthorisationName Name, string Nation, string Giver, Scope Scope, Validity Validity, int MaxUses, int MaxTeamMembers, string Note, DateTimeOffset CreateTime)
{
    /// <summary>Whether it holds for missions that are answered remotely too: whoever gave it for a kind of hotspot meant people who go there, unless they said so.</summary>
    public bool HoldsRemotely { get; init; }

    public ImmutableArray<Use> Uses { get; init; } = [];

    public Revocation? Revocation { get; init; }

    public RightState State => Revocation is null ? RightState.Given : RightState.Revoked;

    /// <summary>Whether it turns its nation's key of a mission whose team was just assigned. Overriding duty times takes a person.</summary>
    public bool Covers(Mission mission, DateTimeOffset now) =>
        Revocation is null && Validity.Holds(now) && (HoldsRemotely || !mission.Brief.IsRemote) && !Scope.Misses(mission).Any() && HasUseFor(mission)
        && mission.Team is { Breaches.IsEmpty: true } team && (MaxTeamMembers == 0 || team.Members.Length <= MaxTeamMembers)
        && !mission.Approvals.Any(other => other.Nation != Nation && other.WasInTheHandsOf([Giver]));

    // Another team for the same mission is the same use.
    private bool HasUseFor(Mission mission) =>
        Uses.Select(use => use.Mission).Append(mission.Name.ToString()).Distinct().Count() <= MaxUses;

    public PreAuthorisation UseFor(Mission mission, DateTimeOffset now) =>
        this with { Uses = Uses.Add(new(mission.Name.ToString(), mission.Consent!.Digest, now)) };

    /// <summary>Ends it. Says nothing new once it has ended.</summary>
    public PreAuthorisation Revoke(Caller caller, string reason, DateTimeOffset now)
    {
        caller.MustBelongTo(Nation, Name.ToString());
        return Revocation is null ? this with { Revocation = new(caller.Subject, now, reason) } : this;
    }
}
