using System.Globalization;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Geolocation.V1;
using Area = TaskForce.Type.V1.Area;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Cli.Fences;

/// <summary>Geofences and what happens at them, as people read them.</summary>
internal static class FenceView
{
    public static IRenderable Card(Geofence fence, TimeProvider clock) => Sheets.Card(
        ("Geofence", ResourceText.Id(fence.Name)),
        ("Name", fence.DisplayName),
        ("Inside", Inside(fence)),
        ("For", fence.Subjects.Count > 0 ? Texts.List(fence.Subjects) : "everyone"),
        ("Holds", $"{clock.DateAndTime(fence.Validity?.StartTime ?? fence.CreateTime)} to {clock.DateAndTime(fence.Validity?.EndTime)}"),
        ("Dwell", fence.Dwell is { } dwell ? DurationText.Of(dwell.ToTimeSpan()) : ""),
        ("Margin", Texts.Distance(fence.HysteresisMetres)));

    public static IRenderable Sheet(IEnumerable<Geofence> fences, TimeProvider clock)
    {
        var table = Sheets.Of("GEOFENCE", "NAME", "INSIDE", "FOR", "UNTIL");
        foreach (var fence in fences)
        {
            table.Add(ResourceText.Id(fence.Name), fence.DisplayName, Inside(fence),
                fence.Subjects.Count switch { 0 => "everyone", 1 => fence.Subjects[0], var count => $"{count} subjects" }, clock.DateAndTime(fence.Validity?.EndTime));
        }

        return table;
    }

    public static IRenderable Sheet(IEnumerable<GeofenceEvent> events, TimeProvider clock)
    {
        var table = Sheets.Of("EVENT", "TIME", "SUBJECT", "WHAT", "WHERE", "FOUND");
        foreach (var change in events)
        {
            table.Add(ResourceText.Id(change.Name), clock.DateAndTime(change.EventTime)[..10] + " " + clock.TimeOfDay(change.EventTime), change.Subject,
                What(change), Texts.Point(change.Location), clock.TimeOfDay(change.Time));
        }

        return table;
    }

    public static FormattableString Line(GeofenceEvent change, TimeProvider clock) =>
        $"[dim]{clock.TimeOfDay(change.EventTime)}[/]  [bold]{change.Subject}[/]  {What(change)}  {ResourceText.Id(change.Geofence)}  [dim]{ResourceText.Id(change.Name)}[/]";

    private static string What(GeofenceEvent change)
    {
        var what = EnumText.Words(change.Type == EventType.Retracted ? change.RetractedType : change.Type);
        return (change.Type, change) switch
        {
            (EventType.Retracted, _) => $"not {what} ({ResourceText.Id(change.Retracts)} was wrong)",
            (_, { Retraction.Length: > 0, ReplacedBy.Length: > 0 }) => $"{what}, wrong: see {ResourceText.Id(change.ReplacedBy)}",
            (_, { Retraction.Length: > 0 }) => $"{what}, wrong",
            (_, { Replaces.Length: > 0 }) => $"{what}, instead of {ResourceText.Id(change.Replaces)}",
            (EventType.Inside or EventType.Outside, _) => $"{what} ({EnumText.Words(change.Cause)})",
            _ => what,
        };
    }

    private static string Inside(Geofence fence) => fence switch
    {
        { Around: { } around } => $"{Texts.Distance(around.RadiusMetres)} around {around.Subject}",
        { Area.ShapeCase: Area.ShapeOneofCase.Circle } => $"{Texts.Distance(fence.Area.Circle.RadiusMetres)} around {Texts.Point(fence.Area.Circle.Center)}",
        { Area.ShapeCase: Area.ShapeOneofCase.Corridor } => $"{Texts.Distance(fence.Area.Corridor.HalfWidthMetres)} beside a line of {fence.Area.Corridor.Vertices.Count} points",
        _ => string.Create(CultureInfo.InvariantCulture, $"polygon of {fence.Area?.Polygon?.Vertices.Count ?? 0} corners{(fence.Area?.Polygon?.Holes.Count > 0 ? " with holes" : "")}"),
    };
}
