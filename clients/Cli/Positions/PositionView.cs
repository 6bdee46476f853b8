using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Geolocation.V1;

namespace TaskForce.Cli.Positions;

/// <summary>Positions as people read them. How old a position is stands beside it: silence says something too.</summary>
internal static class PositionView
{
    public static IRenderable Card(Position position, TimeProvider clock) => Sheets.Card(
        ("Subject", position.Report.Subject),
        ("Nation", position.Nation),
        ("Where", Texts.Point(position.Report.Location)),
        ("When", $"{clock.DateAndTime(position.Report.EventTime)}, {Age(position, clock)} ago"),
        ("Received", clock.DateAndTime(position.ReceiptTime)),
        ("Accuracy", position.Report.HasAccuracyMetres ? Texts.Distance(position.Report.AccuracyMetres) : ""),
        ("Speed", position.Report.HasSpeedMps ? string.Create(CultureInfo.InvariantCulture, $"{position.Report.SpeedMps * 3.6:0} km/h") : ""),
        ("Source", EnumText.Words(position.Report.Source)));

    public static IRenderable Sheet(IEnumerable<FindNearestResponse.Types.Neighbour> neighbours, TimeProvider clock)
    {
        var table = Sheets.Of("SUBJECT", "NATION", "DISTANCE", "WHERE", "AGE");
        foreach (var near in neighbours)
        {
            table.Add(near.Position.Report.Subject, near.Position.Nation, Texts.Distance(near.DistanceMetres),
                Texts.Point(near.Position.Report.Location), Age(near.Position, clock));
        }

        return table;
    }

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

    public static FormattableString Line(PositionEvent change, TimeProvider clock) =>
        $"[dim]{clock.TimeOfDay(change.Position.Report.EventTime)}[/]  [bold]{change.Position.Report.Subject}[/] ({change.Position.Nation})  {Texts.Point(change.Position.Report.Location)}{(change.Type == PositionEvent.Types.Type.Late ? "  late" : "")}";

    private static string Age(Position position, TimeProvider clock) =>
        DurationText.Of(TimeSpan.FromTicks(Math.Max(0, (clock.GetUtcNow() - (position.Report.EventTime ?? new Timestamp()).ToDateTimeOffset()).Ticks)));
}
