using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace TaskForce.Cli.Shells;

/// <summary>Times, places and lists as people read them.</summary>
internal static class Texts
{
    /// <summary>Local date and time, or a dash.</summary>
    public static string DateAndTime(this TimeProvider clock, Timestamp? time) => Local(clock, time, "yyyy-MM-dd HH:mm");

    /// <summary>Local time of day to the second, or a dash.</summary>
    public static string TimeOfDay(this TimeProvider clock, Timestamp? time) => Local(clock, time, "HH:mm:ss");

    /// <summary>Metres below a kilometre, kilometres above.</summary>
    public static string Distance(double metres) => metres switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{metres:0} m"),
        < 100_000 => string.Create(CultureInfo.InvariantCulture, $"{metres / 1000:0.0} km"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{metres / 1000:0} km"),
    };

    /// <summary>Degrees to about ten metres.</summary>
    public static string Point(LatLng? point) =>
        point is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{point.Latitude:0.0000}, {point.Longitude:0.0000}");

    /// <summary>What people call a place, else where it is.</summary>
    public static string Place(Type.V1.Place? place) =>
        place is null ? "-" : place.DisplayName.Length > 0 ? place.DisplayName : Point(place.Location);

    /// <summary>A call sign, or that it is not released to the reader.</summary>
    public static string CallSign(string callSign) => callSign.Length > 0 ? callSign : "(withheld)";

    /// <summary>Somebody of a nation: <c>Falke 07 (DE)</c>, <c>somebody (DE)</c> if the call sign is not released to the reader.</summary>
    public static string Who(string callSign, string nation) => $"{(callSign.Length > 0 ? callSign : "somebody")} ({nation})";

    /// <summary>A text, or that the field it tells is not released to the reader.</summary>
    public static string Released(IEnumerable<string> withheld, string field, string text) => withheld.Contains(field) ? "(withheld)" : text;

    /// <summary>Words with commas, or a dash.</summary>
    public static string List(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } list ? list : "-";

    private static string Local(TimeProvider clock, Timestamp? time, string format) => time is null
        ? "-"
        : TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), clock.LocalTimeZone).ToString(format, CultureInfo.InvariantCulture);
}
