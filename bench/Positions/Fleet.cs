using System.Text;

namespace TaskForce.Positions;

/// <summary>Subjects between the Sahara and the North Sea that move a little with each report.</summary>
internal sealed class Fleet(int count)
{
    private readonly byte[][] _names = [.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes($"assets/de-unit-{i:0000000}"))];
    private long _clock = TimeProvider.System.GetUtcNow().AddMinutes(-30).UtcTicks;

    public int Count => count;

    public ReadOnlySpan<byte> NameOf(int subject) => _names[subject];

    /// <summary>Where a subject is at its n-th report: spread evenly, and some hundred metres from where it was.</summary>
    public static (double Latitude, double Longitude) PlaceOf(int subject, int report)
    {
        var (row, column) = Halton(subject);
        var step = report % 64 * 0.002;
        return (27 + (row * 28) + step, -13 + (column * 28) + step);
    }

    /// <summary>A time of the past later than any before, in UTC ticks.</summary>
    public long NextTime(int reports) => Interlocked.Add(ref _clock, reports) - reports;

    // Even in two dimensions however many there are (bases 2 and 3).
    private static (double Row, double Column) Halton(int index) => (Radical(index + 1, 2), Radical(index + 1, 3));

    private static double Radical(int index, int radix)
    {
        var (value, part) = (0.0, 1.0);
        for (; index > 0; index /= radix)
        {
            part /= radix;
            value += part * (index % radix);
        }

        return value;
    }
}
