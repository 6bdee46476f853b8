using System.Text.Json;
using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>A last known position as a feature.</summary>
internal sealed class PositionFeatureText(TrackPoint point) : IFeatureText
{
    public string Id => SubjectName.PositionOf(point.Subject);

    public GeoShape Shape => GeoShape.OfPoint(point.Location);

    public void WriteProperties(Utf8JsonWriter json)
    {
        json.WriteString("subject", point.Subject);
        json.WriteString("nation", point.Nation);
        json.WriteString("event_time", GeoJsonText.Time(point.EventTime));
        json.WriteString("receipt_time", GeoJsonText.Time(point.ReceiptTime));
        json.WriteString("source", WireName.Of(point.Source));
        WriteIfKnown(json, "accuracy_metres", point.AccuracyMetres);
        WriteIfKnown(json, "speed_mps", point.SpeedMps);
        WriteIfKnown(json, "heading_degrees", point.HeadingDegrees);
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, float? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}

/// <summary>A track as a feature. What its line was cut at the antimeridian has no time.</summary>
internal sealed class TrackFeatureText(string subject, IReadOnlyList<TrackPoint> track, bool isTruncated) : IFeatureText
{
    public string Id => SubjectName.PositionOf(subject);

    public GeoShape? Shape => track.Count switch
    {
        0 => null,
        1 => GeoShape.OfPoint(track[0].Location),
        _ => GeoShape.OfLine(track.Select(point => point.Location)),
    };

    public void WriteProperties(Utf8JsonWriter json)
    {
        json.WriteString("subject", subject);
        json.WriteBoolean("truncated", isTruncated);
        json.WriteStartArray("times");
        foreach (var point in track)
        {
            json.WriteStringValue(GeoJsonText.Time(point.EventTime));
        }

        json.WriteEndArray();
    }
}
