using Google.Protobuf.WellKnownTypes;
using Estimate = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Estimate;

namespace TaskForce.Geolocation.Travel;

/// <summary>How long a journey takes at least and at most if it is not sure where it begins.</summary>
internal readonly record struct TravelRange(double Earliest, double Latest)
{
    /// <summary>Seconds: the likely time less and plus what it takes to cross the radius; not below 0.</summary>
    /// <param name="seconds">The likely time.</param>
    /// <param name="radiusMetres">The origin's 68 % radius.</param>
    /// <param name="metresPerSecond">Great-circle metres that the mode makes in a second, its detours included; more than 0.</param>
    public static TravelRange Of(double seconds, double radiusMetres, double metresPerSecond)
    {
        var across = radiusMetres / metresPerSecond;
        return new(Math.Max(0, seconds - across), seconds + across);
    }
}

internal static class TravelRangeMapping
{
    /// <summary>Sets the range of an estimate, in whole seconds, outwards.</summary>
    public static void Widen(this Estimate estimate, TravelRange range)
    {
        estimate.EarliestTravelTime = new Duration { Seconds = (long)Math.Floor(range.Earliest) };
        estimate.LatestTravelTime = new Duration { Seconds = (long)Math.Ceiling(range.Latest) };
    }
}
