using System.Collections.Immutable;
using TaskForce.Roster.Members;
using static TaskForce.Roster.Support.SupportState;

namespace TaskForce.Roster.Support;

/// <summary>The life cycle of a request; the numbers are the contract's.</summary>
internal enum SupportState
{
    Requested = 1,
    Offered = 2,
    Committed = 3,
    Released = 4,
    Returned = 5,
    Declined = 6,
    Cancelled = 7,
    Expired = 8,
}

/// <summary>Something asked for.</summary>
internal sealed record SupportNeed(string Code, int Count, int MinGrade, bool Assets);

/// <summary>A step that was taken.</summary>
internal sealed record SupportStep(SupportState State, DateTimeOffset Time, string Actor, string Nation, string Note);

/// <summary>Who takes a step, and what is said with it.</summary>
/// <param name="Nation">Empty for a deadline.</param>
internal sealed record StepTaker(string Actor, string Nation, string Note)
{
    public static readonly StepTaker Deadline = new("service:roster", "", "");
}

/// <summary>What the receiving nation asks for.</summary>
internal sealed record SupportAsk(string ReceivingNation, string GivingNation, string Purpose, Period Period)
{
    public ImmutableArray<SupportNeed> Needs { get; init; } = [];

    public Type.V1.Place? Place { get; init; }
}

/// <summary>One nation's request for another's people and equipment. Immutable: each step returns a new request.</summary>
internal sealed record SupportRequest(SupportRequestName Name, SupportAsk Ask, SupportState State, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    private static readonly TimeSpan UsualAnswer = TimeSpan.FromHours(24);
    private static readonly TimeSpan UsualReturn = TimeSpan.FromHours(48);

    public ImmutableArray<string> Resources { get; init; } = [];

    /// <summary>Until when the next step is owed; null once the request has ended.</summary>
    public DateTimeOffset? NextStepDue { get; init; }

    public bool Overdue { get; init; }

    public ImmutableArray<SupportStep> History { get; init; } = [];

    /// <param name="name">The new request's name.</param>
    /// <param name="ask">What is asked for.</param>
    /// <param name="offerDue">Until when an offer is owed; null is a day from now, but not after the period has begun.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">The time of the step.</param>
    public static SupportRequest Create(SupportRequestName name, SupportAsk ask, DateTimeOffset? offerDue, StepTaker by, DateTimeOffset now)
    {
        var latest = ask.Period.From > now ? ask.Period.From : ask.Period.Until;
        return new(name, ask, Requested, now, now)
        {
            NextStepDue = offerDue ?? Earlier(now + UsualAnswer, latest),
            History = [new(Requested, now, by.Actor, by.Nation, by.Note)],
        };
    }

    /// <summary>Names whom and what the asked nation can give, instead of an earlier offer if there was one.</summary>
    /// <param name="commitDue">Until when the acceptance is owed; null is a day from now, but not after the period has ended.</param>
    public SupportRequest Offer(ImmutableArray<string> resources, DateTimeOffset? commitDue, StepTaker by, DateTimeOffset now) =>
        MoveTo(Offered, commitDue ?? Earlier(now + UsualAnswer, Ask.Period.Until), by, now) with { Resources = resources };

    public SupportRequest Decline(StepTaker by, DateTimeOffset now) => MoveTo(Declined, null, by, now);

    /// <summary>Accepts the offer. The receiving nation owes the release when the period ends.</summary>
    public SupportRequest Commit(StepTaker by, DateTimeOffset now) => MoveTo(Committed, Ask.Period.Until, by, now);

    /// <param name="returnDue">Until when the confirmation that they are back is owed; null is two days from now.</param>
    public SupportRequest Release(DateTimeOffset? returnDue, StepTaker by, DateTimeOffset now) => MoveTo(Released, returnDue ?? now + UsualReturn, by, now);

    public SupportRequest Return(StepTaker by, DateTimeOffset now) => MoveTo(Returned, null, by, now);

    public SupportRequest Cancel(StepTaker by, DateTimeOffset now) => MoveTo(Cancelled, null, by, now);

    /// <summary>What becomes of a request whose next step was not taken in time: before it is committed it ends, afterwards it is marked.</summary>
    public SupportRequest Lapse(DateTimeOffset now) => (EndsWithoutAnswer, IsLate(now)) switch
    {
        (_, false) => this,
        (true, _) => Enter(Expired, null, StepTaker.Deadline, now),
        _ => this with { Overdue = true, UpdateTime = now },
    };

    /// <summary>Whether its people and equipment are held.</summary>
    public bool Holds() => State is Committed or Released;

    /// <summary>The nation that owes the next step; empty once the request has ended.</summary>
    public string NextStepNation() => State switch
    {
        Requested or Released => Ask.GivingNation,
        Offered or Committed => Ask.ReceivingNation,
        _ => "",
    };

    private bool EndsWithoutAnswer => State is Requested or Offered;

    private bool IsLate(DateTimeOffset now) => !Overdue && NextStepDue <= now;

    private SupportRequest MoveTo(SupportState next, DateTimeOffset? due, StepTaker by, DateTimeOffset now)
    {
        MustBeTakenBy(next, by);
        return (CanMove(State, next), EndsWithoutAnswer && IsLate(now)) switch
        {
            (false, _) => throw new DomainException(Fault.Rejected, "SUPPORT_STATE", $"{Name} is {Wire(State)}; it cannot become {Wire(next)}."),
            (_, true) => throw new DomainException(Fault.Rejected, "SUPPORT_EXPIRED", $"{Name} was to be answered until {NextStepDue:u}; ask again."),
            _ => Enter(next, due, by, now),
        };
    }

    private SupportRequest Enter(SupportState next, DateTimeOffset? due, StepTaker by, DateTimeOffset now) => this with
    {
        State = next,
        NextStepDue = due,
        Overdue = false,
        UpdateTime = now,
        History = History.Add(new(next, now, by.Actor, by.Nation, by.Note)),
    };

    private void MustBeTakenBy(SupportState next, StepTaker by)
    {
        var nation = next is Offered or Declined or Returned ? Ask.GivingNation : Ask.ReceivingNation;
        if (by.Nation != nation)
        {
            throw new DomainException(Fault.Denied, "OTHER_NATION",
                $"That {Name} becomes {Wire(next)} is for {nation} to say; {by.Actor} acts for {(by.Nation.Length > 0 ? by.Nation : "no nation")}.");
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Wire(SupportState state) => WireName.Of((V1.SupportRequest.Types.State)state);

    // The whole life cycle. A pair that is not here is not allowed.
    private static bool CanMove(SupportState from, SupportState to) => (from, to) switch
    {
        (Requested, Offered or Declined or Cancelled or Expired) => true,
        (Offered, Offered or Committed or Declined or Cancelled or Expired) => true,
        (Committed, Released) => true,
        (Released, Returned) => true,
        _ => false,
    };
}

/// <summary>The resource name of a request, <c>supportRequests/{support_request}</c>.</summary>
internal readonly record struct SupportRequestName(string Id) : IResourceName<SupportRequestName>
{
    public static string Collection => "supportRequests";

    public static SupportRequestName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
