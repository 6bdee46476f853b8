namespace TaskForce.Partners.Trackers;

/// <summary>A position as a tracker says it, in our units. Null is unknown.</summary>
/// <param name="Device">What the device calls itself; empty if it does not.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Time">When, by the device's clock; null if it does not say.</param>
/// <param name="AccuracyMetres">As <see cref="Geolocation.V1.PositionReport"/> has it.</param>
/// <param name="SpeedMps">Over ground.</param>
/// <param name="HeadingDegrees">Clockwise from true north, 0 to 360.</param>
/// <param name="HasFix">Whether the device knew where it was, and did not repeat an older place.</param>
internal sealed record Fix(
    string Device, double Latitude, double Longitude, DateTimeOffset? Time, double? AccuracyMetres, double? SpeedMps, double? HeadingDegrees, bool HasFix)
{
    /// <summary>Metres per second of a knot: 1852 metres an hour.</summary>
    public const double Knot = 1852.0 / 3600;
}
