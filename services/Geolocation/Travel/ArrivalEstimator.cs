using Google.Type;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;
using TaskForce.Type.V1;
using Origin = TaskForce.Geolocation.V1.EstimateArrivalsRequest.Types.Origin;

namespace TaskForce.Geolocation.Travel;

/// <summary>Estimates how long many origins need to many destinations, from where each is known to be or else from where it is said to be.</summary>
internal sealed class ArrivalEstimator(TravelModel model, PositionIndex index, TimeProvider clock)
{
    private static readonly TimeSpan UsualMaxAge = TimeSpan.FromMinutes(15);

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with every faulty origin and destination.</exception>
    public V1.EstimateArrivalsResponse Estimate(V1.EstimateArrivalsRequest request, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.CheckSize(request);
        violations.ThrowIfAny();

        var maxAge = violations.ReadDuration(request.MaxPositionAge, "max_position_age") ?? UsualMaxAge;
        var now = clock.GetUtcNow();
        var oldest = now.Back(maxAge);
        var destinations = request.Destinations.Select((destination, i) => ReadDestination(destination, i, violations)).ToArray();
        var starts = request.Origins.Select((origin, i) => ReadStart(origin, i, oldest.UtcTicks, now.UtcTicks, violations)).ToArray();
        violations.ThrowIfAny();

        return Estimate(starts, destinations, cancellation);
    }

    private V1.EstimateArrivalsResponse Estimate(Start[] starts, Place[] destinations, CancellationToken cancellation)
    {
        var response = new V1.EstimateArrivalsResponse();
        response.Estimates.Capacity = starts.Length * destinations.Length;
        foreach (ref readonly var start in starts.AsSpan())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (ref readonly var destination in destinations.AsSpan())
            {
                var journey = model.Fastest(start.Place, destination, start.Modes, start.SpeedKmh);
                var estimate = journey.ToEstimate(start.IsKnown);
                if (start.IsKnown && journey.Seconds is { } seconds)
                {
                    estimate.Widen(TravelRange.Of(seconds, start.UncertaintyMetres, model.Pace(journey.Mode, start.SpeedKmh)));
                }

                response.Estimates.Add(estimate);
            }
        }

        return response;
    }

    private Place ReadDestination(LatLng destination, int i, Violations violations)
    {
        var point = destination.ToGeoPoint();
        if (!point.IsValid)
        {
            violations.ReadPoint(destination, $"destinations[{i}]");
        }

        return model.PlaceAt(point);
    }

    private Start ReadStart(Origin origin, int i, long oldest, long now, Violations violations)
    {
        if (!origin.IsSound())
        {
            violations.Describe(origin, $"origins[{i}]");
            return default;
        }

        var known = origin.Subject.Length > 0 ? index.Find(origin.Subject) : null;
        if (known is null || (known.Plausible.EventTime < oldest && origin.Location is not null))
        {
            known = null;
            violations.Check(origin.Location is not null, $"origins[{i}].location", $"is required: {origin.Subject} never reported a position");
        }

        return new(model.PlaceAt(known?.Plausible.Location ?? origin.Location?.ToGeoPoint() ?? default), [.. origin.Modes], origin.SpeedKmh,
            known?.UncertaintyAt(now, index.States.Options) ?? double.NaN);
    }

    private readonly record struct Start(Place Place, TravelMode[] Modes, double SpeedKmh, double UncertaintyMetres)
    {
        public bool IsKnown => !double.IsNaN(UncertaintyMetres);
    }
}
