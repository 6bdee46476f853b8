using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Trainings;

/// <summary><c>training create</c>.</summary>
internal static class TrainingCreate
{
    public static Command Create(Shell shell)
    {
        var nation = new Option<string>("--nation") { Description = "Whose people hold it: your nation, such as DE.", Required = true };
        var title = new Option<string>("--title") { Description = "What people call it.", Required = true };
        var (from, until) = (TimeText.Option("--from", "When it begins.", required: true), TimeText.Option("--until", "When it ends.", required: true));
        var capacity = new Option<int>("--capacity") { Description = "How many can take part.", HelpName = "N", Required = true };
        var place = new Option<string?>("--place") { Description = "Where: a place of taskforce place list, or LAT,LON." };
        var gives = new Option<string[]>("--gives")
        {
            Description = "What those who pass are qualified for, such as maritime-search:3 for grade 3.",
            HelpName = "SKILL:GRADE",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var days = new Option<int?>("--valid-days") { Description = "How long that holds, in days. Without it: without end.", HelpName = "N" };
        return new Command("create", "Plans a training.") { nation, title, from, until, capacity, place, gives, days }.Does(shell, async session =>
        {
            var training = await session.Connection.Trainings.CreateTrainingAsync(new()
            {
                Training = new()
                {
                    Nation = session.Get(nation),
                    Title = session.Get(title),
                    Period = new() { StartTime = session.Time(from), EndTime = session.Time(until) },
                    Capacity = session.Get(capacity),
                    Place = session.Get(place) is { } where ? PlaceText.Parse(where).Place : null,
                    Qualifications = { session.Get(gives)!.Select(Given) },
                    QualificationValidity = session.Get(days) is { } validity ? TimeSpan.FromDays(validity).ToDuration() : null,
                },
            }, cancellationToken: session.Cancellation);
            session.Show(training, () => TrainingView.Card(training, session.Clock));
            session.Hint($"taskforce training enrol {ResourceText.Id(training.Name)} MEMBER");
        });
    }

    private static Qualification Given(string text) => text.Split(':') is [var skill, var grade] && int.TryParse(grade, out var number)
        ? new() { Skill = skill, Grade = number }
        : throw new UsageException($"'{text}' is not SKILL:GRADE, such as maritime-search:3.");
}
