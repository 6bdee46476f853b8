namespace TaskForce.Roster.Trainings;

/// <summary>Counts what was held, by the calendar year in UTC in which it ended.</summary>
internal static class TrainingYears
{
    public static IEnumerable<V1.CountTrainingsResponse.Types.Year> Count(IEnumerable<Training> completed) =>
        from training in completed
        group training by training.Plan.Period.Until.UtcDateTime.Year into year
        orderby year.Key
        select new V1.CountTrainingsResponse.Types.Year
        {
            Year_ = year.Key,
            Trainings = year.Count(),
            JointTrainings = year.Count(IsJoint),
            Passed = year.Sum(training => training.Enrolments.Count(enrolment => enrolment.Passed)),
        };

    private static bool IsJoint(Training training) => training.Places().Select(enrolment => enrolment.Nation).Distinct().Count() > 1;
}
