using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>Where a journey begins and how it may be made.</summary>
/// <param name="UncertaintyMetres">How far from there the known position may be; not a number for a given place.</param>
internal readonly record struct Start(Place Place, TravelMode[] Modes, double SpeedKmh, double UncertaintyMetres)
{
    public bool IsKnown => !double.IsNaN(UncertaintyMetres);

    /// <summary>When the known position was, in UTC ticks; 0 for a given place.</summary>
    public long Time { get; init; }
}

/// <summary>The estimates of one call: all destinations of the first origin, then all of the second, and so on.</summary>
internal sealed class ArrivalTable(TravelModel model, Place[] destinations, RoadTable roads, bool withLegs)
{
    // Whoever starts at the same place in the same ways has the same journeys.
    private readonly Dictionary<(Place From, ulong Modes, double SpeedKmh), Row> _rows = [];

    public V1.EstimateArrivalsResponse Estimate(Start[] starts, CancellationToken cancellation)
    {
        var rows = Array.ConvertAll(starts, RowOf);
        Fill(cancellation);
        var response = new V1.EstimateArrivalsResponse();
        response.Estimates.Capacity = starts.Length * destinations.Length;
        for (var i = 0; i < starts.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j < destinations.Length; j++)
            {
                response.Estimates.Add(EstimateOf(starts[i], j, rows[i].Journeys[j]));
            }
        }

        return response;
    }

    // One destination after the other, because the searches that a destination needs serve every origin and then may be forgotten. Whoever does not wait
    // any more is noticed after each pair, which may need one search of each network.
    private void Fill(CancellationToken cancellation)
    {
        for (var i = 0; i < destinations.Length; i++)
        {
            foreach (var row in _rows.Values)
            {
                cancellation.ThrowIfCancellationRequested();
                row.Journeys[i] = model.Fastest(row.Start.Place, destinations[i], row.Start.Modes, row.Start.SpeedKmh, roads, i);
            }
        }
    }

    private V1.EstimateArrivalsResponse.Types.Estimate EstimateOf(Start start, int destination, Journey journey)
    {
        var estimate = journey.ToEstimate(start.IsKnown);
        estimate.PositionTime = start.IsKnown ? new DateTimeOffset(start.Time, TimeSpan.Zero).ToTimestamp() : null;
        if (start.IsKnown && journey.Seconds is { } seconds)
        {
            estimate.Widen(TravelRange.Of(seconds, start.UncertaintyMetres, model.Pace(journey.Mode, start.SpeedKmh)));
        }

        if (withLegs)
        {
            var itinerary = model.Describe(journey, start.Place, destinations[destination], start.SpeedKmh, roads, destination);
            estimate.Legs.AddRange(itinerary.Legs.Select(leg => leg.ToProto()));
        }

        return estimate;
    }

    private Row RowOf(Start start)
    {
        var key = (start.Place, start.Modes.Distinct().Aggregate(0UL, (all, mode) => (all << 4) | (uint)mode), start.SpeedKmh);
        if (!_rows.TryGetValue(key, out var row))
        {
            _rows[key] = row = new(start, new Journey[destinations.Length]);
        }

        return row;
    }

    private sealed record Row(Start Start, Journey[] Journeys);
}
