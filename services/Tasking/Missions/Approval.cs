namespace TaskForce.Tasking.Missions;

/// <summary>How a nation has decided; the numbers are the contract's.</summary>
internal enum Decision
{
    Pending = 1,
    Approved = 2,
    Rejected = 3,
}

/// <summary>A nation's key, in the hand of a person who may turn it.</summary>
/// <param name="Nation">The person's nation: nobody turns another's key.</param>
/// <param name="Holder">Who: the subject of the token.</param>
/// <param name="Comment">Why, for people.</param>
/// <param name="SeenEtag">Which version of the mission was decided on.</param>
internal sealed record Key(string Nation, string Holder, string Comment, string SeenEtag)
{
    /// <summary>Why duty-time rules are overridden.</summary>
    public string OverrideReason { get; init; } = "";
}

/// <summary>One nation's decision on a mission.</summary>
internal sealed record Approval(string Nation, Decision Decision, string Approver, DateTimeOffset? DecisionTime, string Comment, string MissionEtag)
{
    public string OverrideReason { get; init; } = "";

    public static Approval Pending(string nation) => new(nation, Decision.Pending, "", null, "", "");

    public Approval Decide(Decision decision, Key key, DateTimeOffset now) =>
        new(Nation, decision, key.Holder, now, key.Comment, key.SeenEtag) { OverrideReason = key.OverrideReason };
}
