using System.CommandLine;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Geolocation.V1;

namespace TaskForce.Cli.Positions;

/// <summary><c>position</c>.</summary>
internal static class PositionCommands
{
    private const double WatchRadiusMetres = 50_000;

    public static Command Create(Shell shell) => new("position", "Where everybody is and was.")
    {
        Get(shell),
        Nearest(shell),
        Track(shell),
        Watch(shell),
    };

    private static Command Get(Shell shell)
    {
        var subject = Subject();
        return new Command("get", "Shows the last known position of a subject, and what is to be believed of it.") { subject }.Does(shell, async session =>
        {
            var position = await session.Connection.Positions.GetPositionAsync(new() { Name = NameOf(session.Get(subject)) }, cancellationToken: session.Cancellation);
            session.Show(position, () => PositionView.Card(position, session.Clock));
        });
    }

    private static Command Nearest(Shell shell)
    {
        var place = new Option<string>("--place") { Description = "Near what: a place of taskforce place list, or LAT,LON.", HelpName = "PLACE", Required = true };
        var most = new Option<int>("--max") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var radius = new Option<double>("--radius") { Description = "Who may be within so many metres; without it, however far.", HelpName = "METRES" };
        var nation = new Option<string>("--nation") { Description = "Only of this nation, such as DE.", DefaultValueFactory = _ => "" };
        var age = Arguments.Duration("--max-age", "Only positions no older; without it, however old.", TimeSpan.Zero);
        return new Command("nearest", "Lists who is likely to be nearest to a place, how far off each may be, and who may be nearer.") { place, most, radius, nation, age }.Does(shell, async session =>
        {
            var request = new FindNearestRequest
            {
                Location = PlaceText.Parse(session.Get(place)!).Place.Location,
                MaxResults = session.Get(most),
                RadiusMetres = session.Get(radius),
                Filter = new() { Nation = session.Get(nation) },
                MaxAge = session.Get(age) is { Ticks: > 0 } limit ? Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(limit) : null,
            };
            var answer = await session.Connection.Positions.FindNearestAsync(request, cancellationToken: session.Cancellation);
            session.Show(answer, () => PositionView.Sheet(answer, session.Clock));
        });
    }

    private static Command Track(Shell shell)
    {
        var (subject, limit) = (Subject(), Arguments.Limit());
        return new Command("track", "Lists where a subject was, oldest first.") { subject, limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Positions.ListTrackPointsAsync(
                new() { Parent = NameOf(session.Get(subject)), PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => PositionView.Sheet(answer.TrackPoints, session.Clock));
        });
    }

    private static Command Watch(Shell shell)
    {
        var subjects = new Option<string[]>("--subject") { Description = "Only these subjects, such as members/x.", HelpName = "SUBJECT", DefaultValueFactory = _ => [] };
        var nation = new Option<string>("--nation") { Description = "Only of this nation, such as DE.", DefaultValueFactory = _ => "" };
        var place = new Option<string?>("--place") { Description = "Only around this place.", HelpName = "PLACE" };
        var radius = new Option<double>("--radius") { Description = "How many metres around it.", HelpName = "METRES", DefaultValueFactory = _ => WatchRadiusMetres };
        var zoom = new Option<int?>("--zoom") { Description = "As a map of this zoom, 0 to 22: only moves of a pixel or more.", HelpName = "ZOOM" };
        var every = Arguments.Duration("--every", "As a map: the newest position of each, at most so often.", TimeSpan.Zero);
        return new Command("watch", "Shows the last known positions, then each move and each silence.") { subjects, nation, place, radius, zoom, every }.DoesUntilInterrupted(shell, async session =>
        {
            var filter = new PositionFilter { Nation = session.Get(nation), Subjects = { session.Get(subjects)!.Select(MemberUnlessNamed) } };
            if (session.Get(place) is { } around)
            {
                filter.Area = new() { Circle = new() { Center = PlaceText.Parse(around).Place.Location, RadiusMetres = session.Get(radius) } };
            }

            var interval = session.Get(every) is { Ticks: > 0 } asked ? asked : (TimeSpan?)null;
            if (session.Get(zoom) is not null || interval is not null)
            {
                await ShowMapAsync(session, session.Connection.WatchMap(filter, session.Get(zoom), interval, session.LinkNotes()));
                return;
            }

            await foreach (var change in session.Connection.WatchPositions(filter, session.LinkNotes()).ReadAsync(0, session.Cancellation))
            {
                session.ShowEvent(change, () => PositionView.Line(change, session.Clock));
            }
        });
    }

    private static async Task ShowMapAsync(Session session, MapWatch map)
    {
        await foreach (var change in map.ReadAsync(session.Cancellation).SelectMany(changes => changes))
        {
            session.ShowEvent(PositionView.Message(change), () => PositionView.Line(change, session.Clock));
        }
    }

    private static Argument<string> Subject() => new("SUBJECT") { Description = "Who or what: members/x, assets/x, or plain x for a member." };

    private static string NameOf(string subject) =>
        subject.StartsWith("positions/", StringComparison.Ordinal) ? subject : $"positions/{MemberUnlessNamed(subject)}";

    private static string MemberUnlessNamed(string subject) => ResourceText.Full("members", subject);
}
