using System.Globalization;
using System.Text;

namespace TaskForce.MapWatch;

/// <summary>Units round the Strait of Gibraltar that move some 22 m with each report.</summary>
internal sealed class Fleet(int count)
{
    private readonly string[] _names = [.. Enumerable.Range(0, count).Select(i => $"assets/de-unit-{i:0000000}")];

    public int Count => count;

    public string NameOf(int unit) => _names[unit];

    public static (double Latitude, double Longitude) PlaceOf(int unit, int report) =>
        (34 + (unit % 100 * 0.04) + (report % 500 * 0.0002), -9 + (unit / 100 * 0.06));

    /// <summary>Milliseconds since 1970: every report carries when it was sent.</summary>
    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A report as a peer's subscribers would get it: when, who, where; as long for every unit.</summary>
    public byte[] Text(int unit, int report)
    {
        var (latitude, longitude) = PlaceOf(unit, report);
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Now:0000000000000} {_names[unit]} {latitude:00.0000000} {longitude,12:00.0000000}"));
    }
}
