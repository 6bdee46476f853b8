using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Cli.Positions;

/// <summary>Positions as people read them. How old a position is, and how far off it may be by now, stands beside it: silence says something too.</summary>
internal static class PositionView
{
    public static IRenderable Card(Position position, TimeProvider clock) => position.Report is null ? Withheld(position, clock) : Sheets.Card(
        ("Subject", position.Report.Subject),
        ("Nation", position.Nation),
        ("State", StateText.Of(position, clock)),
        ("Why", StateText.Why(position)),
        ("Where", Texts.Point(position.Report.Location) + (position.LastPlausible is null ? "" : ", which is not believed")),
        ("Rather", position.LastPlausible is { } last ? $"{Texts.Point(last.Location)}, {StateText.Age(last, clock)} ago" : ""),
        ("Now", position.HasUncertaintyMetres ? $"{StateText.Within(position)} of {(position.LastPlausible is null ? "it" : "that")}, two chances in three" : ""),
        ("When", $"{clock.DateAndTime(position.Report.EventTime)}, {StateText.Age(position.Report, clock)} ago"),
        ("Received", clock.DateAndTime(position.ReceiptTime)),
        ("Accuracy", position.Report.HasAccuracyMetres ? Texts.Distance(position.Report.AccuracyMetres) : ""),
        ("Speed", position.Report.HasSpeedMps ? string.Create(CultureInfo.InvariantCulture, $"{position.Report.SpeedMps * 3.6:0} km/h") : ""),
        ("Source", EnumText.Words(position.Report.Source)),
        ("Missing", position.HasMissingReports ? Missing(position.MissingReports) : ""),
        ("Withheld", string.Join(", ", position.WithheldFields)));

    public static IRenderable Sheet(FindNearestResponse answer, TimeProvider clock) => answer.PossiblyNearer.Count == 0
        ? Sheet(answer.Neighbours, clock)
        : new Rows(Sheet(answer.Neighbours, clock), new Text("May be nearer than all of these:"), Sheet(answer.PossiblyNearer, clock));

    public static IRenderable Sheet(IEnumerable<Position> track, TimeProvider clock)
    {
        var table = Sheets.Of("TIME", "WHERE", "SOURCE", "RECEIVED");
        foreach (var point in track)
        {
            table.Add(clock.DateAndTime(point.Report.EventTime)[..10] + " " + clock.TimeOfDay(point.Report.EventTime), Texts.Point(point.Report.Location),
                EnumText.Words(point.Report.Source), clock.TimeOfDay(point.ReceiptTime));
        }

        return table;
    }

    public static FormattableString Line(PositionEvent change, TimeProvider clock) => change.Position.Report is null
        ? (FormattableString)$"[dim]{clock.TimeOfDay(clock.GetUtcNow().ToTimestamp())}[/]  [bold]{SubjectOf(change.Position)}[/] ({change.Position.Nation})  [bold]withheld[/]. {StateText.Why(change.Position)}"
        : change.Type == EventType.StateChanged
        ? (FormattableString)$"[dim]{clock.TimeOfDay(change.Position.StateSince ?? change.Position.Report.EventTime)}[/]  [bold]{change.Position.Report.Subject}[/] ({change.Position.Nation})  {Texts.Point(Believed(change.Position))}  [bold]{Remark(change, clock)}[/]"
        : $"[dim]{clock.TimeOfDay(change.Position.Report.EventTime)}[/]  [bold]{change.Position.Report.Subject}[/] ({change.Position.Nation})  {Texts.Point(change.Position.Report.Location)}  {Remark(change, clock)}";

    public static FormattableString Line(MapChange change, TimeProvider clock) => change.Now is { } now
        ? (FormattableString)$"[dim]{clock.TimeOfDay(Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(now.EventTime))}[/]  [bold]{now.Subject}[/] ({now.Nation})  {Texts.Point(now.Location)}  {EnumText.Words(now.State)}, within {Texts.Distance(now.UncertaintyMetres)}"
        : $"[dim]{clock.TimeOfDay(Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(clock.GetUtcNow()))}[/]  [bold]{change.Subject}[/]  off the map";

    /// <summary>A change as the contract has it, each with its name.</summary>
    public static MapPosition Message(MapChange change)
    {
        if (change.Now is not { } now)
        {
            return new() { Subject = change.Subject, Left = true };
        }

        var position = new MapPosition
        {
            Subject = now.Subject,
            Nation = now.Nation,
            LatitudeE7 = (int)Math.Round(now.Location.Latitude * 1e7),
            LongitudeE7 = (int)Math.Round(now.Location.Longitude * 1e7),
            EventTimeMillis = now.EventTime.ToUnixTimeMilliseconds(),
            State = now.State,
            UncertaintyMetres = (uint)now.UncertaintyMetres,
        };
        // A generated property has no way to say absent but not to set it.
        if (now.HeadingDegrees is { } heading)
        {
            position.HeadingDegrees = (uint)heading;
        }

        if (now.SpeedMps is { } speed)
        {
            position.SpeedDmps = (uint)Math.Round(speed * 10);
        }

        return position;
    }

    private static Table Sheet(IEnumerable<FindNearestResponse.Types.Neighbour> neighbours, TimeProvider clock)
    {
        var table = Sheets.Of("SUBJECT", "NATION", "LIKELY", "RANGE", "STATE", "WHERE", "AGE");
        foreach (var near in neighbours)
        {
            table.Add(near.Position.Report.Subject, near.Position.Nation, Texts.Distance(near.DistanceMetres), StateText.Range(near),
                StateText.Of(near.Position, clock), Texts.Point(Believed(near.Position)), StateText.Age(near.Position.LastPlausible ?? near.Position.Report, clock));
        }

        return table;
    }

    private static IRenderable Withheld(Position position, TimeProvider clock) => Sheets.Card(
        ("Subject", SubjectOf(position)),
        ("Nation", position.Nation),
        ("State", StateText.Of(position, clock)),
        ("Why", StateText.Why(position)),
        ("Withheld", string.Join(", ", position.WithheldFields)));

    private static string SubjectOf(Position position) => position.Name["positions/".Length..];

    private static Google.Type.LatLng Believed(Position position) => (position.LastPlausible ?? position.Report).Location;

    private static string Remark(PositionEvent change, TimeProvider clock) => change switch
    {
        { Type: EventType.Late } => "late",
        { Type: EventType.StateChanged } => $"{StateText.Of(change.Position, clock)}, {StateText.Within(change.Position)}. {StateText.Why(change.Position)}".TrimEnd(),
        { Position.State: Position.Types.State.Silent or Position.Types.State.Implausible } => $"{StateText.Of(change.Position, clock)}. {StateText.Why(change.Position)}",
        { Position.State: Position.Types.State.Unspecified } => "",
        _ => StateText.Of(change.Position, clock),
    };

    private static string Missing(int reports) => reports switch
    {
        0 => "no report of the hour before",
        1 => "one report of the hour before is lost or still on its way",
        _ => $"{reports} reports of the hour before are lost or still on their way",
    };
}
