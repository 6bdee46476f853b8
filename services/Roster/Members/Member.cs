using System.Collections.Immutable;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Members;

/// <summary>What a member is available for; the numbers are the contract's.</summary>
internal enum Duty
{
    OffDuty = 1,
    OnCall = 2,
    OnDuty = 3,
    Sick = 4,
}

/// <summary>A graded skill with a validity period.</summary>
/// <param name="Grade">1 (basic) to 5 (instructor).</param>
internal sealed record Qualification(string Skill, int Grade, Period Validity)
{
    /// <summary>How long a proof may be, in characters.</summary>
    public const int LongestProof = 200;

    /// <summary>The proof that the agency holds, for example a certificate's number.</summary>
    public string Proof { get; init; } = "";

    /// <summary>The training that issued it; empty if the agency entered it.</summary>
    public string Training { get; init; } = "";
}

/// <summary>What an agency enters about an officer.</summary>
internal sealed record MemberDetails(string Agency, string CallSign, Place HomeBase)
{
    public ImmutableArray<string> Languages { get; init; } = [];

    public ImmutableArray<Qualification> Qualifications { get; init; } = [];

    public ImmutableArray<Period> Leave { get; init; } = [];

    public ImmutableArray<TravelMode> TravelModes { get; init; } = [];

    /// <summary>The pattern of shifts, <c>dutyPatterns/{duty_pattern}</c>; empty if the duty is only set by hand.</summary>
    public string DutyPattern { get; init; } = "";

    /// <summary>By how many days the turn in the pattern is shifted.</summary>
    public int DutyPatternOffset { get; init; }

    /// <summary>Whether both say the same; a record compares its lists by identity.</summary>
    public bool SaysTheSame(MemberDetails other) =>
        this with { Languages = other.Languages, Qualifications = other.Qualifications, Leave = other.Leave, TravelModes = other.TravelModes } == other
        && Languages.SequenceEqual(other.Languages) && Qualifications.SequenceEqual(other.Qualifications)
        && Leave.SequenceEqual(other.Leave) && TravelModes.SequenceEqual(other.TravelModes);
}

/// <summary>An officer of one agency. Immutable: each change returns a new member.</summary>
internal sealed record Member(
    MemberName Name, string Nation, MemberDetails Details, Duty Duty, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    private static readonly ImmutableArray<TravelMode> UsualModes = [TravelMode.Car, TravelMode.Plane];

    /// <summary>The ways the member can travel.</summary>
    public ImmutableArray<TravelMode> Modes => Details.TravelModes.IsEmpty ? UsualModes : Details.TravelModes;

    public static Member Enter(MemberName name, string nation, MemberDetails details, Duty duty, DateTimeOffset now) =>
        new(name, nation, details, duty, now, now);

    /// <summary>Replaces what the agency enters. That a training issued a qualification is not the agency's to say: it stays as it was.</summary>
    public Member Change(MemberDetails details, DateTimeOffset now) =>
        this with { Details = details with { Qualifications = [.. details.Qualifications.Select(WithKnownTraining)] }, UpdateTime = now };

    /// <summary>Adds what a training issued; the same member if nothing is gained.</summary>
    public Member Award(IEnumerable<Qualification> issued, DateTimeOffset now)
    {
        var held = issued.Aggregate(Details.Qualifications, (known, next) => known.Renew(next));
        return held == Details.Qualifications ? this : this with { Details = Details with { Qualifications = held }, UpdateTime = now };
    }

    public Member SetDuty(Duty duty, DateTimeOffset now) => Duty == duty ? this : this with { Duty = duty, UpdateTime = now };

    /// <summary>The best grade of a skill that holds for the whole period, or 0.</summary>
    public int GradeOf(string skill, Period period) => Details.Qualifications
        .Where(held => held.Skill == skill && held.Validity.Covers(period)).Select(held => held.Grade).DefaultIfEmpty().Max();

    private Qualification WithKnownTraining(Qualification entered) => entered with
    {
        Training = Details.Qualifications.FirstOrDefault(held =>
            (held.Skill, held.Grade, held.Validity) == (entered.Skill, entered.Grade, entered.Validity))?.Training ?? "",
    };
}
