using System.Text.Json;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.GeoJson;
using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Features;

/// <summary>A last known position, and what can be said of it, as a feature of the collection <c>positions</c>.</summary>
internal sealed class PositionFeature(V1.Position position) : IFeatureText
{
    public string Id { get; } = IdOf(SubjectName.OfPosition(position.Name, "name"));

    public GeoShape? Shape => position.Report?.Location is { } at ? GeoShape.OfPoint(new(at.Latitude, at.Longitude)) : null;

    /// <summary>The id for a subject: slashes would be parts of the path.</summary>
    public static string IdOf(string subject) => subject.Replace('/', '.');

    /// <summary>The name of the position with an id.</summary>
    public static string NameOf(string id) => SubjectName.PositionOf(id.Replace('.', '/'));

    public void WriteProperties(Utf8JsonWriter json)
    {
        json.WriteString("subject", SubjectName.OfPosition(position.Name, "name"));
        json.WriteString("nation", position.Nation);
        json.WriteString("state", WireName.Of(position.State));
        if (position.Report is { } report)
        {
            json.WriteString("event_time", GeoJsonText.Time(report.EventTime.ToDateTimeOffset()));
            json.WriteString("receipt_time", GeoJsonText.Time(position.ReceiptTime.ToDateTimeOffset()));
            json.WriteString("source", WireName.Of(report.Source));
            json.WriteNumber("uncertainty_metres", Math.Round(position.UncertaintyMetres));
            WriteIfKnown(json, "accuracy_metres", report.HasAccuracyMetres, report.AccuracyMetres);
            WriteIfKnown(json, "speed_mps", report.HasSpeedMps, report.SpeedMps);
            WriteIfKnown(json, "heading_degrees", report.HasHeadingDegrees, report.HeadingDegrees);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, bool isKnown, float value)
    {
        if (isKnown)
        {
            json.WriteNumber(name, value);
        }
    }
}
