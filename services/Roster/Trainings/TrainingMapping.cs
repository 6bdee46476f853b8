using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Trainings;

internal static class TrainingMapping
{
    private const int MostPlaces = 10_000;
    private static readonly TimeSpan LongestValidity = TimeSpan.FromDays(36_525);

    /// <summary>Reads what a nation enters, naming everything that is wrong with it.</summary>
    public static TrainingPlan ToPlan(this V1.Training training)
    {
        var (violations, validity) = (new Violations(), training.QualificationValidity?.ToTimeSpan());
        violations.Require(training, "training.");
        violations.CheckNation(training.Nation, "training.nation");
        violations.CheckText(training.Title, 0, 200, "training.title");
        violations.CheckPlace(training.Place, "training.place");
        violations.Check(training.Period is null or { StartTime: not null, EndTime: not null } && (training.Period is null || Codes.IsOrdered(training.Period)),
            "training.period", "must start, and end after it starts");
        violations.Check(training.Capacity is >= 0 and <= MostPlaces, "training.capacity", $"must be 1 to {MostPlaces}");
        violations.Check(validity is null || (validity > TimeSpan.Zero && validity <= LongestValidity), "training.qualification_validity", "must be positive and at most 100 years");
        violations.CheckQualifications(training.Qualifications, "training.qualifications");
        violations.ThrowIfAny();

        return new(training.Title.Trim(), training.Place, Period.Of(training.Period), training.Capacity)
        {
            Qualifications = [.. training.Qualifications.Select(given => given.ToDomain())],
            QualificationValidity = validity,
        };
    }

    /// <summary>A training as a caller sees it.</summary>
    public static V1.Training ToProto(this TrainingRow row)
    {
        var (name, nation, plan, state, createTime, updateTime) = row.Value;
        return new()
        {
            Name = name.ToString(),
            Nation = nation,
            Title = plan.Title,
            Place = plan.Place,
            Period = plan.Period.ToProto(),
            Capacity = plan.Capacity,
            Qualifications = { plan.Qualifications.Select(given => new V1.Qualification { Skill = given.Skill, Grade = given.Grade, Proof = given.Proof }) },
            QualificationValidity = plan.QualificationValidity?.ToDuration(),
            Enrolments = { row.Value.Enrolments.Select(ToProto) },
            State = (V1.Training.Types.State)state,
            CreateTime = createTime.ToTimestamp(),
            UpdateTime = updateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }

    private static V1.Training.Types.Enrolment ToProto(Enrolment enrolment) =>
        new() { Member = enrolment.Member, Nation = enrolment.Nation, Waiting = enrolment.Waiting, Passed = enrolment.Passed };
}
