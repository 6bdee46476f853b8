using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Geofences;

/// <summary>What is wrong with a polygon, and where.</summary>
/// <param name="Ring">0 for the outline, then the holes.</param>
/// <param name="Corner">The corner of the ring at the fault, or before it.</param>
/// <param name="Description">For people.</param>
internal sealed record PolygonFault(int Ring, int Corner, string Description)
{
    /// <summary>The first fault of a polygon, or null.</summary>
    public static PolygonFault? Find(Geography.Polygon polygon)
    {
        GeoPoint[][] rings = [polygon.Outline, .. polygon.Holes];
        var lines = Array.ConvertAll(rings, ToRing);
        var check = new IsValidOp(new NetTopologySuite.Geometries.Polygon(lines[0], lines[1..]));
        if (check.ValidationError is not { } error)
        {
            return null;
        }

        var at = error.Coordinate;
        var place = Enumerable.Range(0, rings.Length).SelectMany(ring => Enumerable.Range(0, rings[ring].Length), (ring, corner) => (ring, corner))
            .MinBy(each => Distance(rings[each.ring], each.corner, at));
        return new(place.ring, place.corner, string.Create(CultureInfo.InvariantCulture, $"{Describe(error.ErrorType)} at {at.Y:0.######}, {Degrees.Turn(at.X):0.######}"));
    }

    private static string Describe(TopologyValidationErrors type) => type switch
    {
        TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection => "crosses or touches itself or another ring",
        TopologyValidationErrors.HoleOutsideShell => "is a hole outside the outline",
        TopologyValidationErrors.NestedHoles => "is a hole within a hole",
        TopologyValidationErrors.DuplicateRings => "is the same ring as another",
        TopologyValidationErrors.DisconnectedInteriors => "cuts the inside in two",
        TopologyValidationErrors.TooFewPoints => "has fewer than three corners that differ",
        _ => "is not a valid ring",
    };

    private static double Distance(GeoPoint[] ring, int corner, Coordinate at)
    {
        var (a, b) = (ring[corner], ring[(corner + 1) % ring.Length]);
        return Plane.Distance((a.Longitude - at.X, a.Latitude - at.Y), (b.Longitude - at.X, b.Latitude - at.Y));
    }

    private static LinearRing ToRing(GeoPoint[] corners) =>
        new([.. corners.Select(corner => new Coordinate(corner.Longitude, corner.Latitude)), new Coordinate(corners[0].Longitude, corners[0].Latitude)]);
}
