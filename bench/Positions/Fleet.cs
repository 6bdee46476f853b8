using System.Text;

namespace TaskForce.Positions;

/// <summary>
/// Subjects where two nations have theirs: four in five about a town, as many as its people are, the others in the country round it, half of them in each nation.
/// With each report they go 150 m on along a circle.
/// </summary>
internal sealed class Fleet
{
    private const int Steps = 128;
    private const double CircleDegrees = 0.027;
    private const double TownDegrees = 0.1;
    private const double CountryDegrees = 0.7;

    // Latitude, longitude and people, in thousands.
    private static readonly (double Latitude, double Longitude, double People)[] Germany =
    [
        (52.52, 13.40, 3700), (53.55, 10.00, 1850), (48.14, 11.58, 1500), (50.94, 6.96, 1080), (50.11, 8.68, 760), (48.78, 9.18, 630), (51.23, 6.78, 620),
        (51.34, 12.37, 600), (51.51, 7.47, 590), (51.46, 7.01, 580), (53.08, 8.80, 560), (51.05, 13.74, 560), (52.37, 9.73, 540), (49.45, 11.08, 520),
        (51.43, 6.76, 500), (52.02, 8.53, 335), (51.96, 7.63, 316), (49.49, 8.47, 310), (48.37, 10.90, 296), (54.32, 10.13, 246), (48.00, 7.85, 231),
        (50.98, 11.03, 213), (54.09, 12.10, 209), (51.31, 9.48, 201), (49.23, 7.00, 180),
    ];

    private static readonly (double Latitude, double Longitude, double People)[] Morocco =
    [
        (33.57, -7.59, 3360), (34.03, -5.00, 1150), (35.77, -5.80, 950), (31.63, -8.01, 930), (34.05, -6.80, 890), (33.89, -5.55, 630), (34.01, -6.84, 580),
        (34.68, -1.91, 500), (34.26, -6.58, 430), (30.42, -9.60, 420), (35.57, -5.37, 380), (32.30, -9.24, 310), (27.13, -13.16, 217), (33.25, -8.51, 195),
        (32.34, -6.35, 193), (35.17, -2.93, 160), (23.69, -15.96, 106),
    ];

    private static readonly (double North, double East)[] Circle = [.. Enumerable.Range(0, Steps)
        .Select(step => (CircleDegrees * Math.Sin(2 * Math.PI * step / Steps), CircleDegrees * Math.Cos(2 * Math.PI * step / Steps)))];

    private readonly byte[][] _names;
    private readonly (double Latitude, double Longitude)[] _places;
    private long _clock;

    public Fleet(int count)
    {
        var random = new Random(5);
        _names = [.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes($"assets/de-unit-{i:0000000}"))];
        _places = [.. Enumerable.Range(0, count).Select(i => Near(Pick(i % 2 == 0 ? Germany : Morocco, random), random))];
    }

    public int Count => _names.Length;

    public ReadOnlySpan<byte> NameOf(int subject) => _names[subject];

    /// <summary>Where a subject is at its n-th report.</summary>
    public (double Latitude, double Longitude) PlaceOf(int subject, int report)
    {
        var (latitude, longitude) = _places[subject];
        var (north, east) = Circle[(report + subject) & (Steps - 1)];
        return (latitude + north, longitude + east);
    }

    /// <summary>As many event times as there are reports, UTC ticks, the first of them: now, and later than any before.</summary>
    public long NextTime(int reports)
    {
        while (true)
        {
            var before = Volatile.Read(ref _clock);
            var first = Math.Max(before, TimeProvider.System.GetUtcNow().UtcTicks);
            if (Interlocked.CompareExchange(ref _clock, first + reports, before) == before)
            {
                return first;
            }
        }
    }

    private static (double Latitude, double Longitude) Pick((double Latitude, double Longitude, double People)[] towns, Random random)
    {
        var left = random.NextDouble() * towns.Sum(town => town.People);
        var town = Array.FindIndex(towns, town => (left -= town.People) < 0);
        return (towns[town].Latitude, towns[town].Longitude);
    }

    private static (double Latitude, double Longitude) Near((double Latitude, double Longitude) town, Random random)
    {
        var spread = random.Next(5) == 0 ? CountryDegrees : TownDegrees;
        // Rayleigh: normal in both directions.
        var (away, angle) = (spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), 2 * Math.PI * random.NextDouble());
        return (town.Latitude + (away * Math.Sin(angle)), town.Longitude + (away * Math.Cos(angle) / Math.Cos(town.Latitude * Math.PI / 180)));
    }
}
