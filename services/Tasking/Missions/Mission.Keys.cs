using System.Collections.Immutable;
using System.Text.Json.Serialization;
using static TaskForce.Tasking.Missions.MissionState;

namespace TaskForce.Tasking.Missions;

/// <summary>What a team is assigned under.</summary>
/// <param name="MandateName"><c>mandates/{mandate}</c>.</param>
/// <param name="AnswerWithin">How long the nations may take to answer.</param>
/// <param name="Assigner">Who assigned it: the subject of the token.</param>
internal sealed record AssignmentTerms(string MandateName, TimeSpan AnswerWithin, string Assigner);

/// <summary>
/// The nations' keys. Every nation consents to the whole of a mission, so whatever changes of it before dispatch voids every key that was
/// turned; they stay visible as what they were.
/// </summary>
internal sealed partial record Mission
{
    /// <summary>The rule of silence, as it is written into what it decides.</summary>
    public const string RuleOfSilence = "Silence is a refusal, never consent: the nation did not answer in time.";

    public ImmutableArray<Approval> Approvals { get; init; } = [];

    /// <summary>Decisions that hold no more, oldest first.</summary>
    public ImmutableArray<VoidApproval> VoidApprovals { get; init; } = [];

    /// <summary>Who planned it, changed it or assigned its team: none of them turns a key as a delegate.</summary>
    public ImmutableArray<string> Planners { get; init; } = [];

    /// <summary>How long the nations may take to answer; null if they may take for ever.</summary>
    public TimeSpan? AnswerWithin { get; init; }

    /// <summary>When silence becomes a refusal; null unless keys are awaited.</summary>
    [JsonIgnore]
    public DateTimeOffset? ApprovalDue => State == AwaitingApproval ? Approvals.Min(approval => approval.DueTime) : null;

    /// <summary>What a key is turned over now; null without a team.</summary>
    [JsonIgnore]
    public Consent? Consent => Team is null ? null : Consent.Of(this);

    /// <summary>Keys that were turned for an earlier team are void.</summary>
    public Mission Assign(AssignedTeam team, string mandate, DateTimeOffset now) =>
        (this with { Team = team, Mandate = mandate, Reason = "" }).AskAnew("Another team was assigned.", now);

    /// <summary>The same on terms.</summary>
    public Mission Assign(AssignedTeam team, string mandate, AssignmentTerms terms, DateTimeOffset now) =>
        (this with { MandateName = terms.MandateName, AnswerWithin = terms.AnswerWithin, Planners = WithPlanner(terms.Assigner) }).Assign(team, mandate, now);

    /// <summary>The roster exchanged somebody. Before dispatch, keys that were turned for the team as it was are void.</summary>
    public Mission ChangeTeam(AssignedTeam team, DateTimeOffset now) => DispatchTime is null
        ? (this with { Team = team, Reason = "" }).AskAnew("A member of the team was exchanged.", now)
        : (this with { Team = team, Offers = OffersFor(team), UpdateTime = now }).WithDeployment(now);

    /// <summary>The roster judged the same team again: that voids no key unless more duty-time rules would be broken.</summary>
    public Mission JudgeTeam(AssignedTeam team, DateTimeOffset now) => (this with { Team = team, UpdateTime = now }).WithDeployment(now).KeysSince(this, now);

    /// <summary>The team's lease has ended; there is nobody to approve of or to send.</summary>
    public Mission LoseTeam(DateTimeOffset now) => MoveTo(Draft, now) with
    {
        Team = null,
        Mandate = "",
        MandateName = "",
        Approvals = [],
        VoidApprovals = WithDecided("The reservation of the team ended.", now),
        Reason = "The reservation of the team ended before the mission was dispatched.",
    };

    /// <summary>Changes what the mission is about.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> once it was dispatched, or for another period while a team is held.</exception>
    public Mission Change(MissionBrief brief, string planner, DateTimeOffset now)
    {
        if (State is not (Draft or AwaitingApproval or Approved or Rejected))
        {
            throw new DomainException(Fault.Rejected, "MISSION_STATE", $"{Name} is {Wire(State)}; it can be changed before dispatch only.");
        }

        if (State is AwaitingApproval or Approved && !brief.Requirement.Period.Equals(Brief.Requirement.Period))
        {
            throw new DomainException(Fault.Rejected, "TEAM_HELD", $"The team of {Name} is held for its period; only a mission without a team can be moved in time.");
        }

        return (this with { Brief = brief, Planners = WithPlanner(planner), UpdateTime = now }).KeysSince(this, now);
    }

    /// <summary>Turns one nation's key. The last key makes the mission approved; a key that is turned already stays.</summary>
    public Mission Approve(Key key, DateTimeOffset now)
    {
        var approval = ApprovalOf(key.Nation);
        if (approval.IsTurned && State is AwaitingApproval or Approved)
        {
            return this;
        }

        MustBeAbleTo(Approved);
        MustSee(key);
        MustOverride(key);
        MustBeApart(key);
        var turned = Approvals.Replace(approval, approval.Decide(Decision.Approved, key, Consent!, now));
        var next = turned.All(each => each.IsTurned) ? Approved : AwaitingApproval;
        return MoveTo(next, now) with { Approvals = turned };
    }

    public Mission Reject(Key key, DateTimeOffset now)
    {
        var approval = ApprovalOf(key.Nation);
        MustBeAbleTo(Rejected);
        return MoveTo(Rejected, now) with
        {
            Approvals = Approvals.Replace(approval, approval.Decide(Decision.Rejected, key, Consent!, now)),
            Reason = key.Comment,
        };
    }

    /// <summary>The time to answer has ended: the nations that were silent refuse.</summary>
    public Mission FallSilent(string etag, DateTimeOffset now)
    {
        var silent = Approvals.Where(approval => approval.Decision == Decision.Pending).Select(approval => approval.Nation).ToList();
        var key = new Key("", "", RuleOfSilence, etag) { Authority = new(AuthorityKind.Silence) };
        return MoveTo(Rejected, now) with
        {
            Approvals = [.. Approvals.Select(approval => approval.Decision == Decision.Pending ? approval.Decide(Decision.Rejected, key, Consent!, now) : approval)],
            Reason = $"No answer from {string.Join(" and ", silent)} by {ApprovalDue:u}. {RuleOfSilence}",
        };
    }

    // Keys over what has not changed stay turned.
    private Mission KeysSince(Mission before, DateTimeOffset now)
    {
        var changes = before.Consent is { } earlier && State is AwaitingApproval or Approved ? earlier.ChangesTo(Consent!) : [];
        return changes.Count > 0 && Approvals.Any(approval => approval.IsTurned)
            ? AskAnew($"Changed after the key was turned: {string.Join(", ", changes)}.", now)
            : this;
    }

    private Mission AskAnew(string reason, DateTimeOffset now)
    {
        var due = now + AnswerWithin is { } latest && Team!.LeaseUntil < latest ? Team.LeaseUntil : now + AnswerWithin;
        return MoveTo(AwaitingApproval, now) with
        {
            Approvals = [.. Team!.Nations.Select(nation => Approval.Pending(nation) with { DueTime = due })],
            VoidApprovals = WithDecided(reason, now),
        };
    }

    private ImmutableArray<VoidApproval> WithDecided(string reason, DateTimeOffset now) => VoidApprovals.AddRange(
        Approvals.Where(approval => approval.Decision != Decision.Pending).Select(approval => new VoidApproval(approval, reason, now)));

    private ImmutableArray<string> WithPlanner(string planner) => Planners.Contains(planner) ? Planners : Planners.Add(planner);

    private void MustSee(Key key)
    {
        if (key.SeenDigest.Length > 0 && !Consent!.Digest.StartsWith(key.SeenDigest, StringComparison.Ordinal))
        {
            throw new DomainException(Fault.Conflict, "STALE_DIGEST", $"{Name} is not what was seen: its digest is {Consent.Digest[..12]} now, not {key.SeenDigest}. Look again.");
        }
    }

    // A nation that sends people beyond their duty times says why.
    private void MustOverride(Key key)
    {
        if (Team is { Breaches.IsEmpty: false } team && key.OverrideReason.Length == 0)
        {
            throw new DomainException(Fault.Rejected, "OVERRIDE_REQUIRED",
                $"The team of {Name} would break duty-time rules; each nation must say why it overrides them: {string.Join("; ", team.Breaches.Select(breach => $"{breach.Rule} of {breach.Nation}").Distinct())}.",
                [.. team.Breaches.Select(breach => new Violation(breach.Nation, breach.Rule)).Distinct()]);
        }
    }

    // Two keys take two people, and a delegate does not consent to the own work.
    private void MustBeApart(Key key)
    {
        if (Approvals.FirstOrDefault(other => other.Nation != key.Nation && other.WasInTheHandsOf(key.Hands)) is { } second)
        {
            throw new DomainException(Fault.Denied, "SECOND_KEY", $"{key.Holder} has turned the key of another nation for {Name}, or given it: that of {second.Nation}.");
        }

        if (key.Authority.Kind == AuthorityKind.Delegation && Planners.Contains(key.Holder))
        {
            throw new DomainException(Fault.Denied, "OWN_WORK",
                $"{key.Holder} planned {Name} or assigned its team, and cannot turn the key of {key.Nation} as a delegate too. Another delegate or a commander of {key.Nation} can.");
        }
    }

    private Approval ApprovalOf(string nation) => Approvals.FirstOrDefault(approval => approval.Nation == nation)
        ?? throw (Team is null
            ? new DomainException(Fault.Rejected, "MISSION_STATE", $"{Name} is {Wire(State)}; there is no team to decide on.")
            : new DomainException(Fault.Denied, "NATION_TAKES_NO_PART", $"{nation} takes no part in {Name}; its keys are those of {string.Join(" and ", Approvals.Select(a => a.Nation))}."));
}
