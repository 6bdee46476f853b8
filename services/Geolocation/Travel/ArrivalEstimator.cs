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
        var oldest = clock.GetUtcNow().Back(maxAge);
        var destinations = request.Destinations.Select((destination, i) => ReadDestination(destination, i, violations)).ToArray();
        var starts = request.Origins.Select((origin, i) => ReadStart(origin, i, oldest, violations)).ToArray();
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
                response.Estimates.Add(journey.ToEstimate(start.IsKnown));
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

    private Start ReadStart(Origin origin, int i, DateTimeOffset oldest, Violations violations)
    {
        if (!origin.IsSound())
        {
            violations.Describe(origin, $"origins[{i}]");
            return default;
        }

        var known = origin.Subject.Length > 0 ? index.Find(origin.Subject) : null;
        if (known is null || known.EventTime < oldest)
        {
            known = null;
            violations.Check(origin.Location is not null, $"origins[{i}].location", $"is required: no position of {origin.Subject} is recent enough");
        }

        return new(model.PlaceAt(known?.Location ?? origin.Location?.ToGeoPoint() ?? default), [.. origin.Modes], origin.SpeedKmh, known is not null);
    }

    private readonly record struct Start(Place Place, TravelMode[] Modes, double SpeedKmh, bool IsKnown);
}
