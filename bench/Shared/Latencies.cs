namespace TaskForce.Bench;

/// <summary>Times that were measured, in order.</summary>
internal sealed class Latencies(IEnumerable<TimeSpan> measured)
{
    private readonly List<double> _sorted = [.. measured.Select(time => time.TotalMilliseconds).Order()];

    public int Count => _sorted.Count;

    /// <summary>The longest, in milliseconds.</summary>
    public double Longest => At(1);

    /// <summary>The nearest rank, in milliseconds: a time that was really seen. Not a number if nothing was measured.</summary>
    public double At(double share) => Count == 0 ? double.NaN : _sorted[(int)Math.Ceiling(share * Count) - 1];
}
