using System.Collections.Immutable;
using TaskForce.Roster.Members;

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

/// <summary>A course or joint seminar. Immutable: each change returns a new training.</summary>
internal sealed record Training(TrainingName Name, string Nation, string Title, Type.V1.Place? Place, Period Period, int Capacity, TrainingState State,
    DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public ImmutableArray<Qualification> Qualifications { get; init; } = [];

    /// <summary>How long the qualifications hold; null is without end.</summary>
    public TimeSpan? QualificationValidity { get; init; }

    /// <summary>In the order they enrolled.</summary>
    public ImmutableArray<Enrolment> Enrolments { get; init; } = [];
}

/// <summary>The resource name of a training, <c>trainings/{training}</c>.</summary>
internal readonly record struct TrainingName(string Id) : IResourceName<TrainingName>
{
    public static string Collection => "trainings";

    public static TrainingName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
