using System.Xml.Linq;

namespace TaskForce.TakBridge.Cot;

/// <summary>A Cursor-on-Target event, however it was spelt.</summary>
/// <param name="Type">What it is about, such as <c>a-f-G</c>.</param>
/// <param name="Uid">Which thing: a later event with the same one takes the place of this.</param>
/// <param name="How">How it is known, such as <c>m-g</c> for a satellite receiver.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Start">From when it holds.</param>
/// <param name="Stale">From when it is not to be believed any more.</param>
/// <param name="Point">Where.</param>
/// <param name="Detail">The rest: an element <c>detail</c>.</param>
internal sealed record CotEvent(
    string Type, string Uid, string How, DateTimeOffset Time, DateTimeOffset Start, DateTimeOffset Stale, CotPoint Point, XElement Detail)
{
    /// <summary>An element of the detail; null if there is none.</summary>
    public XElement? Find(string element) => Detail.Element(element);

    /// <summary>An attribute of an element of the detail; empty if there is none.</summary>
    public string Read(string element, string attribute) => Find(element)?.Attribute(attribute)?.Value ?? "";
}

/// <summary>Where an event is, WGS 84.</summary>
/// <param name="Latitude">Degrees.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Height">Metres above the ellipsoid.</param>
/// <param name="CircularError">Metres around the point, of one standard deviation.</param>
/// <param name="LinearError">Metres above and below.</param>
internal readonly record struct CotPoint(double Latitude, double Longitude, double Height, double CircularError, double LinearError)
{
    /// <summary>What stands for a height or an error that is not known.</summary>
    public const double Unknown = 9_999_999;

    /// <summary>A place whose height and errors are not known.</summary>
    public static CotPoint At(double latitude, double longitude, double circularError = Unknown) => new(latitude, longitude, Unknown, circularError, Unknown);

    /// <summary>Whether it is a place on the earth, and not the one that clients send while they have none.</summary>
    public bool IsPlace => Math.Abs(Latitude) <= 90 && Math.Abs(Longitude) <= 180 && !(Latitude == 0 && Longitude == 0 && CircularError >= Unknown);
}

/// <summary>Why something that came is not an event.</summary>
internal sealed class CotException(string message, Exception? cause = null) : Exception(message, cause);
