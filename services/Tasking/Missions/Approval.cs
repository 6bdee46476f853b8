namespace TaskForce.Tasking.Missions;

/// <summary>How a nation has decided; the numbers are the contract's.</summary>
internal enum Decision
{
    Pending = 1,
    Approved = 2,
    Rejected = 3,
}

/// <summary>By what kind of right a key was turned; the numbers are the contract's.</summary>
internal enum AuthorityKind
{
    Own = 1,
    Delegation = 2,
    PreAuthorisation = 3,
    Silence = 4,
}

/// <summary>By what right a key was turned.</summary>
/// <param name="Source">The resource that gives it, or empty.</param>
/// <param name="SourceEtag">Which version of it.</param>
/// <param name="Giver">Who gave it: the subject of a token, or empty.</param>
internal sealed record Authority(AuthorityKind Kind, string Source = "", string SourceEtag = "", string Giver = "")
{
    public static Authority Own { get; } = new(AuthorityKind.Own);
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

    /// <summary>By what right.</summary>
    public Authority Authority { get; init; } = Authority.Own;

    /// <summary>The beginning of the digest that was seen, or empty.</summary>
    public string SeenDigest { get; init; } = "";

    /// <summary>Who has a hand in it: nobody may have one in two nations' keys.</summary>
    public IEnumerable<string> Hands => [Holder, Authority.Giver];
}

/// <summary>One nation's decision on a mission.</summary>
internal sealed record Approval(string Nation, Decision Decision, string Approver, DateTimeOffset? DecisionTime, string Comment, string MissionEtag)
{
    public string OverrideReason { get; init; } = "";

    /// <summary>By what right it was decided; null while it is pending.</summary>
    public Authority? Authority { get; init; }

    /// <summary>Exactly what was decided on; null while it is pending.</summary>
    public Consent? Consent { get; init; }

    /// <summary>When silence becomes a refusal.</summary>
    public DateTimeOffset? DueTime { get; init; }

    public bool IsTurned => Decision == Decision.Approved;

    public static Approval Pending(string nation) => new(nation, Decision.Pending, "", null, "", "");

    public Approval Decide(Decision decision, Key key, Consent consent, DateTimeOffset now) =>
        new(Nation, decision, key.Holder, now, key.Comment, key.SeenEtag)
        {
            OverrideReason = key.OverrideReason,
            Authority = key.Authority,
            Consent = consent,
            DueTime = DueTime,
        };

    /// <summary>Whether one of them had a hand in it.</summary>
    public bool WasInTheHandsOf(IEnumerable<string> people) =>
        IsTurned && people.Any(person => person.Length > 0 && (person == Approver || person == Authority?.Giver));
}

/// <summary>A decision that holds no more, because what it was about has changed.</summary>
internal sealed record VoidApproval(Approval Approval, string Reason, DateTimeOffset Time);
