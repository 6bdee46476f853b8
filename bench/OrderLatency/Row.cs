using System.Globalization;
using TaskForce.Bench;

namespace TaskForce.OrderLatency;

/// <summary>One line of the result.</summary>
internal static class Row
{
    public static string Header => Line("what", "units", "orders", "p50", "p99", "max", "orders/s");

    /// <param name="what">What was measured.</param>
    /// <param name="units">How many were connected.</param>
    /// <param name="latencies">How long each order took.</param>
    /// <param name="rate">Orders per second, many at once.</param>
    public static string Of(string what, int units, IReadOnlyCollection<TimeSpan> latencies, double rate)
    {
        var sorted = new Latencies(latencies);
        return Line(what, Text(units), Text(sorted.Count), Text(sorted.At(0.50)), Text(sorted.At(0.99)), Text(sorted.Longest), Text((int)rate));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double milliseconds) => milliseconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Line(string what, string units, string orders, string p50, string p99, string max, string rate) =>
        $"{what,-10} {units,6} {orders,7} {p50,9} {p99,9} {max,9} {rate,9}";
}
