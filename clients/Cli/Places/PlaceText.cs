using System.Globalization;
using Google.Type;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Places;

/// <summary>Places as people type them: a gazetteer id, or latitude and longitude.</summary>
internal static class PlaceText
{
    /// <summary>Reads a place and, if the gazetteer knows it, its nation.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static (Type.V1.Place Place, string? Nation) Parse(string text)
    {
        if (text.Split(',') is [var latitude, var longitude])
        {
            return (new() { Location = Point(latitude, longitude, text) }, null);
        }

        var known = Gazetteer.BuiltIn.Find(text);
        return (known.ToPlace(), known.Nation);
    }

    private static LatLng Point(string latitude, string longitude, string text) =>
        double.TryParse(latitude, CultureInfo.InvariantCulture, out var lat) && double.TryParse(longitude, CultureInfo.InvariantCulture, out var lon)
        && lat is >= -90 and <= 90 && lon is >= -180 and <= 180
            ? new() { Latitude = lat, Longitude = lon }
            : throw new UsageException($"'{text}' is not LAT,LON in degrees, such as 35.89,-5.5.");
}
