using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Geolocation.V1;
using Area = TaskForce.Type.V1.Area;

namespace TaskForce.Cli.Fences;

/// <summary><c>fence create</c>.</summary>
internal static class FenceCreate
{
    public static Command Create(Shell shell)
    {
        var name = new Option<string>("--name") { Description = "What people call it.", Required = true };
        var id = new Option<string>("--id") { Description = "Its id; chosen by the server without it.", HelpName = "ID", DefaultValueFactory = _ => "" };
        var shape = new Shape();
        var subjects = new Option<string[]>("--subject") { Description = "Only these subjects: members/x, assets/x, plain x for a member, or the beginning of names: members/de-*.", HelpName = "SUBJECT", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var (from, until) = (TimeText.Option("--from", "From when it holds; without it from now."), TimeText.Option("--until", "Until when it holds."));
        var dwell = Arguments.Duration("--dwell", "Tell who stays as long.", TimeSpan.Zero);
        var hysteresis = new Option<double?>("--hysteresis") { Description = "How far from the edge somebody must be to be sure; 10 without it.", HelpName = "METRES" };
        var command = new Command("create", "Draws a geofence: a disc, a polygon, a corridor, or around a subject.") { name, id, subjects, from, until, dwell, hysteresis };
        shape.Options.ForEach(command.Add);
        return command.Does(shell, async session =>
        {
            var fence = new Geofence { DisplayName = session.Get(name), Subjects = { session.Get(subjects)!.Select(each => ResourceText.Full("members", each)) } };
            shape.Draw(session, fence);
            fence.Validity = session.Get(from) is null && session.Get(until) is null ? null : new() { StartTime = session.Time(from), EndTime = session.Time(until) };
            fence.Dwell = session.Get(dwell) is { Ticks: > 0 } long_ ? Duration.FromTimeSpan(long_) : null;
            if (session.Get(hysteresis) is { } metres)
            {
                fence.HysteresisMetres = metres;
            }

            var created = await session.Connection.Geofences.CreateGeofenceAsync(
                new() { Geofence = fence, GeofenceId = session.Get(id) }, cancellationToken: session.Cancellation);
            session.Show(created, () => FenceView.Card(created, session.Clock));
            session.Hint($"taskforce fence watch {ResourceText.Id(created.Name)}");
        });
    }

    /// <summary>The options that say what is inside.</summary>
    private sealed class Shape
    {
        private readonly Option<string?> _place = new("--place") { Description = "A disc around a place of taskforce place list, or LAT,LON.", HelpName = "PLACE" };
        private readonly Option<string?> _around = new("--around") { Description = "A disc that moves with a subject.", HelpName = "SUBJECT" };
        private readonly Option<double> _radius = new("--radius") { Description = "The radius of a disc.", HelpName = "METRES" };
        private readonly Option<string?> _polygon = new("--polygon") { Description = "The corners of a polygon: \"LAT,LON LAT,LON LAT,LON\".", HelpName = "CORNERS" };
        private readonly Option<string?> _line = new("--line") { Description = "The points of a corridor: \"LAT,LON LAT,LON\".", HelpName = "POINTS" };
        private readonly Option<double> _halfWidth = new("--half-width") { Description = "How far a corridor reaches to each side.", HelpName = "METRES" };

        public List<System.CommandLine.Option> Options => [_place, _around, _radius, _polygon, _line, _halfWidth];

        public void Draw(Session session, Geofence fence)
        {
            switch (session.Get(_place), session.Get(_around), session.Get(_polygon), session.Get(_line))
            {
                case ({ } place, null, null, null):
                    fence.Area = new() { Circle = new() { Center = PlaceText.Parse(place).Place.Location, RadiusMetres = session.Get(_radius) } };
                    break;
                case (null, { } around, null, null):
                    fence.Around = new() { Subject = ResourceText.Full("members", around), RadiusMetres = session.Get(_radius) };
                    break;
                case (null, null, { } corners, null):
                    fence.Area = new() { Polygon = new() { Vertices = { Points(corners) } } };
                    break;
                case (null, null, null, { } points):
                    fence.Area = new() { Corridor = new() { Vertices = { Points(points) }, HalfWidthMetres = session.Get(_halfWidth) } };
                    break;
                default:
                    throw new UsageException("Say what is inside with one of --place, --around, --polygon and --line.");
            }
        }

        private static IEnumerable<Google.Type.LatLng> Points(string text) =>
            text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => PlaceText.Parse(point).Place.Location);
    }
}
