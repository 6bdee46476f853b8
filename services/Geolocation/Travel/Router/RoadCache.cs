using TaskForce.Geolocation.Geography;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>A pair of places, rounded to a thousandth of a degree: about a hundred metres.</summary>
internal readonly record struct RoadKey(TravelMode Mode, int FromLatitude, int FromLongitude, int ToLatitude, int ToLongitude)
{
    private const double PerDegree = 1000;

    public static RoadKey Of(TravelMode mode, GeoPoint from, GeoPoint to) =>
        new(mode, Round(from.Latitude), Round(from.Longitude), Round(to.Latitude), Round(to.Longitude));

    /// <summary>The point as it is asked for.</summary>
    public static GeoPoint Rounded(GeoPoint point) => new(Round(point.Latitude) / PerDegree, Round(point.Longitude) / PerDegree);

    private static int Round(double degrees) => (int)Math.Round(degrees * PerDegree);
}

/// <summary>
/// Keeps roads in two generations: when the younger one is half of what may be kept, or half as old as that may become, the older one is
/// dropped. Safe for any number of threads.
/// </summary>
internal sealed class RoadCache(int size, TimeSpan lifetime, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Dictionary<RoadKey, Road> _young = [];
    private Dictionary<RoadKey, Road> _old = [];
    private DateTimeOffset _since = clock.GetUtcNow();

    public bool TryGet(in RoadKey key, out Road road)
    {
        lock (_lock)
        {
            Age();
            return _young.TryGetValue(key, out road) || _old.TryGetValue(key, out road);
        }
    }

    public void Add(in RoadKey key, Road road)
    {
        lock (_lock)
        {
            Age();
            if (size > 1)
            {
                _young[key] = road;
            }
        }
    }

    private void Age()
    {
        var age = clock.GetUtcNow() - _since;
        if (age >= lifetime / 2 || _young.Count >= size / 2)
        {
            (_old, _young, _since) = (age >= lifetime ? [] : _young, [], clock.GetUtcNow());
        }
    }
}
