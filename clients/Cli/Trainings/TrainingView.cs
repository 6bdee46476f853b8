using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Trainings;

/// <summary>Trainings as people read them.</summary>
internal static class TrainingView
{
    public static IRenderable Sheet(IEnumerable<Training> trainings, TimeProvider clock)
    {
        var table = Sheets.Of("TRAINING", "TITLE", "HELD BY", "STATE", "BEGINS", "ENDS", "PLACES", "WAITING", "GIVES");
        foreach (var training in trainings)
        {
            table.Add(ResourceText.Id(training.Name), training.Title, training.Nation, EnumText.Words(training.State), clock.DateAndTime(training.Period.StartTime),
                clock.DateAndTime(training.Period.EndTime), Places(training), $"{training.Enrolments.Count(enrolment => enrolment.Waiting)}", Gives(training));
        }

        return table;
    }

    public static IRenderable Card(Training training, TimeProvider clock) => Sheets.Card(
        ("Training", ResourceText.Id(training.Name)),
        ("Title", training.Title),
        ("Held by", training.Nation),
        ("State", EnumText.Words(training.State)),
        ("Place", Texts.Place(training.Place)),
        ("Begins", clock.DateAndTime(training.Period.StartTime)),
        ("Ends", clock.DateAndTime(training.Period.EndTime)),
        ("Gives", Gives(training)),
        ("For", training.QualificationValidity is { } validity ? $"{validity.ToTimeSpan().TotalDays:0} days" : ""),
        ("Places", Places(training)),
        ("Taking part", Names(training, enrolment => !enrolment.Waiting)),
        ("Waiting", Names(training, enrolment => enrolment.Waiting)),
        ("Passed", Names(training, enrolment => enrolment.Passed)));

    private static string Places(Training training) => $"{training.Enrolments.Count(enrolment => !enrolment.Waiting)} of {training.Capacity}";

    private static string Gives(Training training) => Texts.List(training.Qualifications.Select(given => $"{given.Skill} {given.Grade}"));

    private static string Names(Training training, Func<Training.Types.Enrolment, bool> which) =>
        Texts.List(training.Enrolments.Where(which).Select(enrolment => ResourceText.Id(enrolment.Member)));
}
