using System.Globalization;
using NetTopologySuite.Geometries;

namespace TaskForce.Tasking.Mandates;

/// <summary>A part of the earth's surface in which mandates may hold: configuration, section <c>Territories</c>.</summary>
internal sealed class Outline
{
    /// <summary>Its id, unique.</summary>
    public string Id { get; set; } = "";

    /// <summary>What people call it.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>The nation whose territory it is, ISO 3166-1 alpha-2; empty for a zone at sea or at a border.</summary>
    public string Nation { get; set; } = "";

    /// <summary>Each <c>LATITUDE LONGITUDE</c> in degrees, WGS 84; the last joins the first.</summary>
    public List<string> Corners { get; set; } = [];

    /// <summary>The corners, X the longitude and Y the latitude; null if one cannot be read.</summary>
    public IReadOnlyList<Coordinate>? Points =>
        Corners.ConvertAll(Parse) is var read && read.OfType<Coordinate>().ToList() is var points && points.Count == read.Count ? points : null;

    private static Coordinate? Parse(string corner) =>
        corner.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var lat, var lon]
        && double.TryParse(lat, CultureInfo.InvariantCulture, out var latitude) && latitude is >= -90 and <= 90
        && double.TryParse(lon, CultureInfo.InvariantCulture, out var longitude) && longitude is >= -180 and <= 180
            ? new(longitude, latitude)
            : null;
}
