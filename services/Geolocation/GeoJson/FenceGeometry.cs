using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using TaskForce.Geolocation.Geography;
using Area = TaskForce.Type.V1.Area;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>Reads the geometry of a geofence.</summary>
internal sealed class FenceGeometry(JsonReading reading)
{
    private const string Coordinates = "/geometry/coordinates";
    private const int MostParts = 100;

    /// <summary>The area; null if anything is wrong with it, which is noted.</summary>
    public Area? Read(JsonElement geometry, JsonElement properties)
    {
        var type = reading.Text(geometry, "/geometry", "type", isRequired: true);
        if (reading.Member(geometry, "/geometry", "coordinates", JsonValueKind.Array, isRequired: true) is not { } coordinates)
        {
            return null;
        }

        switch (type)
        {
            case "Point":
                return reading.Position(coordinates, Coordinates) is { } centre
                    ? new() { Circle = new() { Center = centre.ToLatLng(), RadiusMetres = reading.Number(properties, "/properties", "radius_metres") ?? 0 } } : null;
            case "LineString":
                return ToCorridor(reading.Line(coordinates, Coordinates, 2), properties);
            case "MultiLineString":
                return ToCorridor(Joined(Parts(coordinates, (part, pointer) => reading.Line(part, pointer, 2))), properties);
            case "Polygon":
                return ToPolygon(Rings(coordinates, Coordinates));
            case "MultiPolygon":
                return ToPolygon(United(Parts(coordinates, Rings)));
            default:
                reading.Note("/geometry/type", "must be Point, LineString, MultiLineString, Polygon or MultiPolygon");
                return null;
        }
    }

    private List<T>? Parts<T>(JsonElement coordinates, Func<JsonElement, string, T?> read) where T : class
    {
        if (coordinates.GetArrayLength() is 0 or > MostParts)
        {
            reading.Note(Coordinates, $"must have 1 to {MostParts} parts");
            return null;
        }

        var parts = coordinates.EnumerateArray().Select((part, i) => read(part, $"{Coordinates}/{i}")).ToList();
        return parts.Contains(null) ? null : parts.ConvertAll(part => part!);
    }

    private List<List<GeoPoint>>? Rings(JsonElement rings, string pointer)
    {
        if (rings.ValueKind != JsonValueKind.Array || rings.GetArrayLength() is 0 or > MostParts)
        {
            reading.Note(pointer, $"must be an array of 1 to {MostParts} rings");
            return null;
        }

        var read = rings.EnumerateArray().Select((ring, i) => reading.Ring(ring, $"{pointer}/{i}")).ToList();
        return read.Contains(null) ? null : read.ConvertAll(ring => ring!);
    }

    // The parts of a line that was cut at the antimeridian meet there.
    private List<GeoPoint>? Joined(List<List<GeoPoint>>? parts)
    {
        if (parts is null)
        {
            return null;
        }

        List<GeoPoint> line = [.. parts[0]];
        foreach (var part in parts.Skip(1))
        {
            if (Math.Abs(line[^1].Longitude) != 180 || part[0].Longitude != -line[^1].Longitude || part[0].Latitude != line[^1].Latitude)
            {
                reading.Note(Coordinates, "has parts that do not meet at the antimeridian: a corridor is one line");
                return null;
            }

            line.AddRange(part.Skip(1));
        }

        return Seam.Without(line, isClosed: false);
    }

    // The parts of a polygon that was cut at the antimeridian are one again when those to its east are put beyond it.
    private List<List<GeoPoint>>? United(List<List<List<GeoPoint>>>? parts)
    {
        if (parts is null)
        {
            return null;
        }

        try
        {
            if (UnaryUnionOp.Union(parts.Select(Seam.ToGeometry)) is NetTopologySuite.Geometries.Polygon { IsValid: true } whole)
            {
                return [.. whole.InteriorRings.Prepend(whole.ExteriorRing).Select(ring =>
                    Seam.Without([.. ring.Coordinates.SkipLast(1).Select(at => new GeoPoint(at.Y, at.X).Rolled())], isClosed: true))];
            }
        }
        catch (TopologyException)
        {
            // A part that crosses itself makes no whole.
        }

        reading.Note(Coordinates, "has parts that do not meet at the antimeridian to one valid polygon: a geofence is one polygon");
        return null;
    }

    private Area? ToCorridor(List<GeoPoint>? line, JsonElement properties) => line is null ? null : new()
    {
        Corridor = new()
        {
            Vertices = { line.Select(point => point.ToLatLng()) },
            HalfWidthMetres = reading.Number(properties, "/properties", "half_width_metres") ?? 0,
        },
    };

    private static Area? ToPolygon(List<List<GeoPoint>>? rings) => rings is null ? null : new()
    {
        Polygon = new()
        {
            Vertices = { rings[0].Select(point => point.ToLatLng()) },
            Holes = { rings.Skip(1).Select(hole => new Area.Types.Ring { Vertices = { hole.Select(point => point.ToLatLng()) } }) },
        },
    };
}
