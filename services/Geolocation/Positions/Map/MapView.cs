using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>How a map is to be kept up to date.</summary>
/// <param name="Zoom">Of a web map, 0 to 22; null tells every newer position.</param>
/// <param name="LeastInterval">From the beginning of one round to that of the next.</param>
internal sealed record MapView(int? Zoom, TimeSpan LeastInterval)
{
    private const int MostZoom = 22;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Reads what a caller asks for, or notes what is wrong with it.</summary>
    public static MapView Read(V1.MapView view, Violations violations)
    {
        violations.Check(!view.HasZoom || view.Zoom is >= 0 and <= MostZoom, "view.zoom", $"must be 0 to {MostZoom}");
        var interval = view.LeastInterval ?? Duration.FromTimeSpan(Usual);
        var isInRange = violations.ReadDuration(interval, "view.least_interval") is not { } read || (read >= Shortest && read <= Longest);
        violations.Check(isInRange, "view.least_interval", "must be 0.1 second to 1 minute");
        return new(view.HasZoom ? view.Zoom : null, isInRange ? interval.ToTimeSpan() : Usual);
    }
}
