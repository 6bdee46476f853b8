using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>Where a journey begins and how it may be made.</summary>
internal readonly record struct Start(Place Place, TravelMode[] Modes, double SpeedKmh, bool IsKnown);

/// <summary>The estimates of one call, row by row.</summary>
internal sealed class ArrivalTable(TravelModel model, Place[] destinations, RoadTable roads, bool withLegs)
{
    private readonly Dictionary<(Place, ulong Modes, double SpeedKmh), Journey[]> _rows = [];

    public V1.EstimateArrivalsResponse Estimate(Start[] starts, CancellationToken cancellation)
    {
        var response = new V1.EstimateArrivalsResponse();
        response.Estimates.Capacity = starts.Length * destinations.Length;
        foreach (var start in starts)
        {
            cancellation.ThrowIfCancellationRequested();
            var journeys = RowOf(start);
            for (var i = 0; i < destinations.Length; i++)
            {
                var estimate = journeys[i].ToEstimate(start.IsKnown);
                if (withLegs)
                {
                    var itinerary = model.Describe(journeys[i], start.Place, destinations[i], start.SpeedKmh, roads, i);
                    estimate.Legs.AddRange(itinerary.Legs.Select(leg => leg.ToProto()));
                }

                response.Estimates.Add(estimate);
            }
        }

        return response;
    }

    // Whoever starts at the same place in the same ways has the same journeys.
    private Journey[] RowOf(Start start)
    {
        var (from, modes, speed, _) = start;
        var key = (from, modes.Distinct().Aggregate(0UL, (all, mode) => (all << 4) | (uint)mode), speed);
        if (!_rows.TryGetValue(key, out var row))
        {
            _rows[key] = row = [.. destinations.Select((to, i) => model.Fastest(from, to, modes, speed, roads, i))];
        }

        return row;
    }
}
