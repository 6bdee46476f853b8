using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>The ways of one mode over land or water, and the crossings that it may use. Safe for any number of threads.</summary>
internal sealed class Network(Ground ground, Spreads spreads, double mostMetres, IReadOnlyList<(Entry At, Crossing Crossing)> ends)
{
    // A way through open cells is up to 3.5 % too long (see Steps); only what is beyond that is a way round something.
    private const double Slack = 1.035;

    private const double Allowance = 3600;

    private readonly double[] _apart = [.. ends.SelectMany(_ => ends, (from, to) => Bound(ground, from.At, to.At))];
    private readonly double _mostSeconds = (mostMetres * ground.Pace) + (6 * Allowance);

    /// <summary>The ends of crossings, each beside the other end: 0 and 1, 2 and 3.</summary>
    public IReadOnlyList<(Entry At, Crossing Crossing)> Ends { get; } = ends;

    /// <summary>How many searches have begun on it.</summary>
    public int Searches => spreads.Begun;

    /// <summary>Seconds that no way between the two falls short of; infinite if there is none without a crossing.</summary>
    public double Bound(in Entry from, in Entry to) => Bound(ground, from, to) is var bound && bound <= _mostSeconds ? bound : double.PositiveInfinity;

    /// <summary>The same between two ends of crossings.</summary>
    public double Bound(int from, int to) => _apart[(from * Ends.Count) + to];

    public double Cost(double metres, double delay) => (metres * ground.Pace) + delay;

    /// <summary>How far a search goes at first that may find nothing: a little beyond the least cost.</summary>
    public static double FirstLimit(double bound) => (1.1 * bound) + Allowance;

    /// <summary>Whether no way of this mode is as long as that.</summary>
    public bool IsBeyond(double limit) => limit >= _mostSeconds;

    /// <summary>The way without a crossing, which must exist at some length; null if it costs more than the limit.</summary>
    public Way? Between(in Entry from, in Entry to, double limit)
    {
        var straight = Sphere.Metres(from.At.ChordSquaredTo(to.At));
        var open = Slack * Sphere.Metres(ground.Grid.MiddleOf(from.Patch).ChordSquaredTo(ground.Grid.MiddleOf(to.Patch)));
        var within = Math.Min(limit, _mostSeconds);
        if (spreads.From(to.Patch).To(from.Patch, within + ((open - straight) * ground.Pace) + 1) is not { } way)
        {
            return null;
        }

        var metres = straight + Math.Max(0, way.Metres - open);
        return Cost(metres, way.Delay) <= within ? way with { Metres = metres } : null;
    }

    /// <summary>The least costly course; null if none leads there.</summary>
    public Course? Best(Spot from, Spot to)
    {
        var search = new CourseSearch(this, from, to, stackalloc bool[Ends.Count + 1]);
        search.Run(first: true);
        search.Run(first: false);
        return search.Best is { } best && best.Metres <= mostMetres ? best : null;
    }

    private static double Bound(Ground ground, in Entry from, in Entry to) =>
        from.Exists && to.Exists && ground.Masses.Of(from.Patch) == ground.Masses.Of(to.Patch)
            ? Sphere.Metres(from.At.ChordSquaredTo(to.At)) * ground.Pace : double.PositiveInfinity;
}
