using System.Collections.Immutable;
using TaskForce.Roster.Members;
using static TaskForce.Roster.Trainings.TrainingState;

namespace TaskForce.Roster.Trainings;

/// <summary>The life cycle of a training; the numbers are the contract's.</summary>
internal enum TrainingState
{
    Open = 1,
    Completed = 2,
    Cancelled = 3,
}

/// <summary>A member's place in a training, or one on its waiting list.</summary>
internal sealed record Enrolment(string Member, string Nation, bool Waiting, bool Passed);

/// <summary>What the nation that holds a training enters about it.</summary>
internal sealed record TrainingPlan(string Title, Type.V1.Place? Place, Period Period, int Capacity)
{
    public ImmutableArray<Qualification> Qualifications { get; init; } = [];

    /// <summary>How long the qualifications hold; null is without end.</summary>
    public TimeSpan? QualificationValidity { get; init; }
}

/// <summary>A course or joint seminar. Immutable: each change returns a new training.</summary>
internal sealed record Training(
    TrainingName Name, string Nation, TrainingPlan Plan, TrainingState State, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>In the order they enrolled.</summary>
    public ImmutableArray<Enrolment> Enrolments { get; init; } = [];

    public static Training Create(TrainingName name, string nation, TrainingPlan plan, DateTimeOffset now) => new(name, nation, plan, Open, now, now);

    /// <summary>Those who have a place, not those who wait for one.</summary>
    public IEnumerable<Enrolment> Places() => Enrolments.Where(enrolment => !enrolment.Waiting);

    /// <param name="plan">The new plan.</param>
    /// <param name="busy">Who has a place in another training at the new time.</param>
    /// <param name="now">The time of the change.</param>
    public Training Change(TrainingPlan plan, IReadOnlySet<string> busy, DateTimeOffset now)
    {
        MustBeOpen("be changed");
        var taken = Places().Select(enrolment => enrolment.Member).ToList();
        if (plan.Capacity < taken.Count)
        {
            throw new DomainException(Fault.Rejected, "PLACES_TAKEN", $"{Name} has {taken.Count} places taken; its capacity cannot be {plan.Capacity}.",
                [new("training.capacity", $"must not be below the {taken.Count} places taken")]);
        }

        MustBeFree(taken.Where(busy.Contains));
        return (this with { Plan = plan }).Fill(busy, now);
    }

    /// <summary>Gives a member the next place, or the last on the waiting list. One who has either keeps it.</summary>
    /// <param name="member">The member, by resource name.</param>
    /// <param name="nation">The member's.</param>
    /// <param name="busy">Who has a place in another training at that time.</param>
    /// <param name="now">The time of the change.</param>
    public Training Enrol(string member, string nation, IReadOnlySet<string> busy, DateTimeOffset now)
    {
        MustBeOpen("take members");
        if (Enrolments.Any(enrolment => enrolment.Member == member))
        {
            return this;
        }

        MustBeFree(busy.Contains(member) ? [member] : []);
        return (this with { Enrolments = Enrolments.Add(new(member, nation, Waiting: true, Passed: false)) }).Fill(busy, now);
    }

    /// <summary>Takes a member's place away; the first of those who wait gets it. Nothing, for one who has none.</summary>
    public Training Withdraw(string member, IReadOnlySet<string> busy, DateTimeOffset now)
    {
        MustBeOpen("let members go");
        var left = Enrolments.RemoveAll(enrolment => enrolment.Member == member);
        return left.Length == Enrolments.Length ? this : (this with { Enrolments = left }).Fill(busy, now);
    }

    /// <summary>Ends the training with those who passed.</summary>
    public Training Complete(IReadOnlySet<string> passed, DateTimeOffset now)
    {
        var completed = MoveTo(Completed, now);
        if (now < Plan.Period.From)
        {
            throw new DomainException(Fault.Rejected, "TRAINING_NOT_BEGUN", $"{Name} begins at {Plan.Period.From:u}; it cannot be completed before.");
        }

        var without = passed.Except(Places().Select(enrolment => enrolment.Member)).Order(StringComparer.Ordinal).ToList();
        return without.Count == 0
            ? completed with { Enrolments = [.. Enrolments.Select(enrolment => enrolment with { Passed = passed.Contains(enrolment.Member) })] }
            : throw new DomainException(Fault.Rejected, "NO_PLACE", $"{string.Join(", ", without)} had no place in {Name}.",
                [.. without.Select(member => new Violation("passed", $"{member} had no place"))]);
    }

    /// <summary>Calls the training off. One that is called off stays so.</summary>
    public Training Cancel(DateTimeOffset now) => State == Cancelled ? this : MoveTo(Cancelled, now);

    /// <summary>What those who pass are qualified for, from a time on.</summary>
    public IEnumerable<Qualification> Issue(DateTimeOffset now)
    {
        var validity = new Period(now, Plan.QualificationValidity is { } length ? now + length : DateTimeOffset.MaxValue);
        return Plan.Qualifications.Select(given => given with { Validity = validity, Training = Name.ToString(), Proof = ProofOf(given, now) });
    }

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if somebody may count on it, or it is a record of what was held.</exception>
    public void MustBeDeletable()
    {
        if (State == Completed || (State == Open && Enrolments.Length > 0))
        {
            throw new DomainException(Fault.Rejected, "TRAINING_IN_USE", State == Completed
                ? $"{Name} was held; the record of it stays."
                : $"{Name} has {Enrolments.Length} members enrolled; cancel it first.");
        }
    }

    // First come, first served. Who is elsewhere at that time waits on without holding up the others.
    private Training Fill(IReadOnlySet<string> busy, DateTimeOffset now)
    {
        var free = Plan.Capacity - Places().Count();
        return this with
        {
            Enrolments = [.. Enrolments.Select(enrolment =>
                enrolment.Waiting && !busy.Contains(enrolment.Member) && free-- > 0 ? enrolment with { Waiting = false } : enrolment)],
            UpdateTime = now,
        };
    }

    private void MustBeOpen(string what)
    {
        if (State != Open)
        {
            throw new DomainException(Fault.Rejected, "TRAINING_STATE", $"{Name} is {Wire(State)}; it cannot {what}.");
        }
    }

    private static void MustBeFree(IEnumerable<string> busy)
    {
        var names = string.Join(", ", busy);
        if (names.Length > 0)
        {
            throw new DomainException(Fault.Rejected, "IN_OTHER_TRAINING", $"In another training at that time: {names}.");
        }
    }

    private Training MoveTo(TrainingState next, DateTimeOffset now) => CanMove(State, next)
        ? this with { State = next, UpdateTime = now }
        : throw new DomainException(Fault.Rejected, "TRAINING_STATE", $"{Name} is {Wire(State)}; it cannot become {Wire(next)}.");

    private static string Wire(TrainingState state) => WireName.Of((V1.Training.Types.State)state);

    private string ProofOf(Qualification given, DateTimeOffset now)
    {
        var day = string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {now:yyyy-MM-dd}");
        return given.Proof.Length > 0 ? given.Proof : Plan.Title[..Math.Min(Plan.Title.Length, Qualification.LongestProof - day.Length)] + day;
    }

    // The whole life cycle. A pair that is not here is not allowed.
    private static bool CanMove(TrainingState from, TrainingState to) => (from, to) switch
    {
        (Open, Completed or Cancelled) => true,
        _ => false,
    };
}

/// <summary>The resource name of a training, <c>trainings/{training}</c>.</summary>
internal readonly record struct TrainingName(string Id) : IResourceName<TrainingName>
{
    public static string Collection => "trainings";

    public static TrainingName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
