using Google.Type;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Travel.Router;
using Origin = TaskForce.Geolocation.V1.EstimateArrivalsRequest.Types.Origin;

namespace TaskForce.Geolocation.Travel;

/// <summary>Estimates how long many origins need to many destinations, from where each is known to be or else from where it is said to be.</summary>
internal sealed class ArrivalEstimator(TravelModel model, RoadFinder finder, PositionIndex index, TimeProvider clock)
{
    private static readonly TimeSpan UsualMaxAge = TimeSpan.FromMinutes(15);

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with every faulty origin and destination.</exception>
    public async Task<V1.EstimateArrivalsResponse> EstimateAsync(V1.EstimateArrivalsRequest request, Caller caller, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.CheckSize(request);
        violations.ThrowIfAny();

        var maxAge = violations.ReadDuration(request.MaxPositionAge, "max_position_age") ?? UsualMaxAge;
        var now = clock.GetUtcNow();
        var destinations = request.Destinations.Select((to, i) => model.PlaceAt(violations.ReadPoint(to, $"destinations[{i}]"))).ToArray();
        var starts = ReadStarts(request, new(now, now.Back(maxAge), index.Disclosures.SightOf(caller)), violations);
        violations.ThrowIfAny();

        return await EstimateAsync(starts, destinations, request.WithLegs, cancellation);
    }

    // What takes longer than that is refused: its places are too many and too far apart, and it would only keep others waiting.
    private async Task<V1.EstimateArrivalsResponse> EstimateAsync(Start[] starts, Place[] destinations, bool withLegs, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(model.LongestEstimate, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var byMode = starts.SelectMany(start => start.Modes.Select(mode => (start.Place, mode)));
            var roads = await finder.FindAsync(byMode, destinations, either.Token);
            return new ArrivalTable(model, destinations, roads, withLegs).Estimate(starts, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DomainException(Fault.Exhausted, "ESTIMATE_TOO_LARGE",
                $"{starts.Length} origins and {destinations.Length} destinations took longer than {model.LongestEstimate.TotalSeconds:0} s; ask for fewer destinations, or for some that are near each other.");
        }
    }

    private Start[] ReadStarts(V1.EstimateArrivalsRequest request, Times times, Violations violations)
    {
        // Many start at the same base.
        var places = new Dictionary<GeoPoint, Place>();
        return [.. request.Origins.Select((origin, i) => ReadStart(origin, i, times, places, violations))];
    }

    private Start ReadStart(Origin origin, int i, Times times, Dictionary<GeoPoint, Place> places, Violations violations)
    {
        if (!origin.IsSound())
        {
            violations.Describe(origin, $"origins[{i}]");
            return default;
        }

        var known = origin.Subject.Length > 0 ? index.Find(origin.Subject) : null;
        known = known is not null && times.Sight.ShowsNow(known, times.Now.UtcTicks) ? known : null;
        if (known is null || (known.Plausible.EventTime < times.Oldest.UtcTicks && origin.Location is not null))
        {
            known = null;
            violations.Check(origin.Location is not null, $"origins[{i}].location", $"is required: no position of {origin.Subject} is known to you");
        }

        var point = known?.Plausible.Location ?? origin.Location?.ToGeoPoint() ?? default;
        if (!places.TryGetValue(point, out var place))
        {
            places[point] = place = model.PlaceAt(point);
        }

        return new(place, [.. origin.Modes], origin.SpeedKmh, known?.UncertaintyAt(times.Now.UtcTicks, index.States.Options) ?? double.NaN) { Time = known?.Plausible.EventTime ?? 0 };
    }

    private readonly record struct Times(DateTimeOffset Now, DateTimeOffset Oldest, Sight Sight);
}
