using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>Finds fences: those that stay by place, any by the subjects that it names. Not thread safe.</summary>
internal sealed class FenceIndex
{
    private readonly Dictionary<long, Edition> _editions = [];
    private readonly Dictionary<string, HashSet<long>> _naming = [];
    private readonly Dictionary<long, Edition> _moving = [];
    private STRtree<long>? _places;

    /// <summary>Those that move.</summary>
    public IEnumerable<Edition> Moving => _moving.Values;

    public IEnumerable<Edition> All => _editions.Values;

    public Edition? Find(long id) => _editions.GetValueOrDefault(id);

    /// <summary>Takes an edition in, or what has become of it.</summary>
    public void Set(Edition edition)
    {
        var isNew = !_editions.ContainsKey(edition.Id);
        _editions[edition.Id] = edition;
        if (edition.Rule.Area is null)
        {
            _moving[edition.Id] = edition;
            return;
        }

        if (!isNew)
        {
            return;
        }

        _places = null;
        foreach (var subject in edition.Rule.Subjects)
        {
            (_naming.TryGetValue(subject, out var known) ? known : _naming[subject] = []).Add(edition.Id);
        }
    }

    public void Remove(Edition edition)
    {
        _editions.Remove(edition.Id);
        if (_moving.Remove(edition.Id))
        {
            return;
        }

        _places = null;
        foreach (var subject in edition.Rule.Subjects)
        {
            _naming.GetValueOrDefault(subject)?.Remove(edition.Id);
        }
    }

    /// <summary>Those that stay where they are and name a subject.</summary>
    public IEnumerable<Edition> Naming(string subject) => _naming.TryGetValue(subject, out var ids) ? ids.Select(id => _editions[id]) : [];

    /// <summary>Adds those that may hold a position or, if it was gone straight, a point of the way to it.</summary>
    public void FindNear(Fix? from, Fix to, ISet<long> found)
    {
        var isOneWay = from is { } last && Sighting.IsOneWay(last.Time, last.At, to.Time, to.At);
        FindNear(isOneWay ? from!.Value.At : null, to.At, found);
    }

    private void FindNear(GeoPoint? from, GeoPoint to, ISet<long> found)
    {
        var places = _places ??= Build();
        var west = from is { } start ? to.Longitude + Degrees.Turn(start.Longitude - to.Longitude) : to.Longitude;
        foreach (var box in Boxes(Math.Min(west, to.Longitude), Math.Max(west, to.Longitude), from?.Latitude ?? to.Latitude, to.Latitude))
        {
            found.UnionWith(places.Query(box));
        }
    }

    private STRtree<long> Build()
    {
        var places = new STRtree<long>();
        foreach (var edition in _editions.Values.Where(edition => edition.Rule.Area is not null))
        {
            foreach (var box in BoxesOf(edition.Rule.Area!.Bounds))
            {
                places.Insert(box, edition.Id);
            }
        }

        places.Build();
        return places;
    }

    private static IEnumerable<Envelope> BoxesOf(Disc disc)
    {
        var angle = disc.RadiusMetres / Sphere.EarthRadiusMetres;
        var (latitude, reach) = (disc.Middle.Latitude, double.RadiansToDegrees(angle));
        var reachesPole = Math.Abs(latitude) + reach >= 89.9;
        var width = reachesPole ? 180 : Math.Min(180, double.RadiansToDegrees(Math.Asin(Math.Min(1, Math.Sin(angle) / Math.Cos(double.DegreesToRadians(latitude))))));
        return Boxes(disc.Middle.Longitude - width, disc.Middle.Longitude + width, latitude - reach, latitude + reach);
    }

    // What goes past the antimeridian is also on its other side.
    private static IEnumerable<Envelope> Boxes(double west, double east, double latitude, double other)
    {
        yield return new(west, east, latitude, other);
        if (west <= -180)
        {
            yield return new(west + 360, east + 360, latitude, other);
        }

        if (east >= 180)
        {
            yield return new(west - 360, east - 360, latitude, other);
        }
    }
}
