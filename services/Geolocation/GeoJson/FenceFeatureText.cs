using System.Text.Json;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>A geofence as a feature that an import reads.</summary>
internal sealed class FenceFeatureText(GeofenceRow row) : IFeatureText
{
    private readonly V1.Geofence _says = row.Value.Says;
    private readonly Area? _area = row.Value.Says.ToRule().Area;

    public string Id => row.Value.Name.Id;

    public GeoShape? Shape => _area switch
    {
        Disc disc => GeoShape.OfPoint(disc.Middle),
        Corridor corridor => GeoShape.OfLine(corridor.Line),
        Polygon polygon => GeoShape.OfPolygon(polygon),
        _ => null,
    };

    public void WriteProperties(Utf8JsonWriter json)
    {
        json.WriteString("display_name", _says.DisplayName);
        WriteReach(json);
        if (_says.Subjects.Count > 0)
        {
            json.WriteStartArray("subjects");
            _says.Subjects.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (_says.Validity?.StartTime is { } start)
        {
            json.WriteString("valid_from", GeoJsonText.Time(start.ToDateTimeOffset()));
        }

        if (_says.Validity?.EndTime is { } end)
        {
            json.WriteString("valid_until", GeoJsonText.Time(end.ToDateTimeOffset()));
        }

        if (_says.Dwell is { } dwell)
        {
            json.WriteNumber("dwell_seconds", dwell.ToTimeSpan().TotalSeconds);
        }

        json.WriteNumber("hysteresis_metres", _says.HysteresisMetres);
    }

    private void WriteReach(Utf8JsonWriter json)
    {
        switch (_area)
        {
            case Disc disc:
                json.WriteNumber("radius_metres", disc.RadiusMetres);
                break;
            case Corridor corridor:
                json.WriteNumber("half_width_metres", corridor.HalfWidthMetres);
                break;
            case null:
                json.WriteString("around", _says.Around.Subject);
                json.WriteNumber("radius_metres", _says.Around.RadiusMetres);
                break;
        }
    }
}
