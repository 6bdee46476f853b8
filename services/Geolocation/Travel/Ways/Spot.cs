namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>A place as the start or the goal of courses in one network. Safe for any number of threads.</summary>
internal sealed class Spot(Network network, Entry entry)
{
    private double[]? _toEnds;
    private Goal? _goal;

    public Entry Entry => entry;

    /// <summary>Seconds that no way to each end of a crossing falls short of.</summary>
    public double[] ToEnds => _toEnds ??= [.. network.Ends.Select(end => network.Bound(entry, end.At))];

    public Goal Goal => _goal ??= new(network, entry);
}
