using System.CommandLine;
using System.Globalization;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Support;

/// <summary><c>support request</c>.</summary>
internal static class SupportAsk
{
    public static Command Create(Shell shell)
    {
        var receiving = new Option<string>("--receiving") { Description = "Who asks and receives: your nation, such as MA.", HelpName = "NATION", Required = true };
        var giving = new Option<string>("--giving") { Description = "Who is asked, such as DE.", HelpName = "NATION", Required = true };
        var purpose = new Option<string>("--purpose") { Description = "What for.", Required = true };
        var people = Needs("--people", "A skill, how many, and the lowest grade, such as digital-forensics:2:3.", "SKILL[:COUNT[:GRADE]]");
        var assets = Needs("--assets", "A capability and how many, such as patrol-boat:1.", "CAPABILITY[:COUNT]");
        var (from, until) = (TimeText.Option("--from", "From when they are needed.", required: true), TimeText.Option("--until", "Until when they are needed.", required: true));
        var place = new Option<string?>("--place") { Description = "Where they report: a place of taskforce place list, or LAT,LON." };
        var due = TimeText.Option("--offer-due", "Until when an offer is owed. Without it: a day, but not after they are needed.");
        return new Command("request", "Asks another nation for people and equipment.") { receiving, giving, purpose, people, assets, from, until, place, due }.Does(shell, async session =>
        {
            var request = await session.Connection.Support.CreateSupportRequestAsync(new()
            {
                SupportRequest = new()
                {
                    ReceivingNation = session.Get(receiving),
                    GivingNation = session.Get(giving),
                    Purpose = session.Get(purpose),
                    Needs = { session.Get(people)!.Select(text => Need(text, assets: false)), session.Get(assets)!.Select(text => Need(text, assets: true)) },
                    Period = new() { StartTime = session.Time(from), EndTime = session.Time(until) },
                    Place = session.Get(place) is { } where ? PlaceText.Parse(where).Place : null,
                },
                OfferDue = session.Time(due),
            }, cancellationToken: session.Cancellation);
            session.Show(request, () => SupportView.Card(request, session.Clock));
            SupportVerbs.HintAfter(session, request);
        });
    }

    private static Option<string[]> Needs(string name, string description, string form) => new(name)
    {
        Description = description,
        HelpName = form,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static SupportRequest.Types.Need Need(string text, bool assets)
    {
        var parts = text.Split(':');
        var (count, grade) = (Number(parts, 1, 1), Number(parts, 2, 0));
        return parts.Length <= (assets ? 2 : 3) && count is not null && grade is not null
            ? new() { Code = parts[0], Count = count.Value, MinGrade = grade.Value, Assets = assets }
            : throw new UsageException($"'{text}' is not {(assets ? "CAPABILITY:COUNT, such as patrol-boat:1" : "SKILL:COUNT:GRADE, such as digital-forensics:2:3")}.");
    }

    private static int? Number(string[] parts, int index, int otherwise) => parts.Length <= index
        ? otherwise
        : int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
