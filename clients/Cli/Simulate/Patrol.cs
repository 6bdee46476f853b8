using Google.Type;

namespace TaskForce.Cli.Simulate;

/// <summary>
/// A patrol around a base: legs of some minutes, turns at their ends, stops now and then, back when it gets too far. Where it is follows from the seed and the
/// time alone. Not thread safe.
/// </summary>
/// <param name="home">Its base.</param>
/// <param name="metresPerSecond">How fast it drives.</param>
/// <param name="radiusMetres">How far from its base it goes.</param>
/// <param name="random">Where it turns.</param>
internal sealed class Patrol(LatLng home, double metresPerSecond, double radiusMetres, Random random)
{
    private const double MetresPerDegree = 111_195;

    private double _north;
    private double _east;
    private double _heading = random.NextDouble() * 360;
    private double _left;
    private bool _stands;

    /// <summary>Clockwise from true north, degrees; null while it stands.</summary>
    public float? Heading => _stands ? null : (float)_heading;

    /// <summary>Where it is.</summary>
    public LatLng Location => new()
    {
        Latitude = home.Latitude + (_north / MetresPerDegree),
        Longitude = home.Longitude + (_east / (MetresPerDegree * Math.Max(0.05, Math.Cos(home.Latitude * Math.PI / 180)))),
    };

    /// <summary>Drives on for a time.</summary>
    public void Go(TimeSpan time)
    {
        for (var seconds = time.TotalSeconds; seconds > 0;)
        {
            if (_left <= 0)
            {
                Turn();
            }

            var step = Math.Min(seconds, _left);
            if (!_stands)
            {
                _north += Math.Cos(_heading * Math.PI / 180) * metresPerSecond * step;
                _east += Math.Sin(_heading * Math.PI / 180) * metresPerSecond * step;
            }

            (seconds, _left) = (seconds - step, _left - step);
        }
    }

    // One leg in five is a stop; too far out it turns for home.
    private void Turn()
    {
        _stands = random.NextDouble() < 0.2;
        _left = _stands ? 30 + (random.NextDouble() * 150) : 20 + (random.NextDouble() * 100);
        var isFar = Math.Sqrt((_north * _north) + (_east * _east)) > radiusMetres;
        _heading = isFar
            ? ((Math.Atan2(-_east, -_north) * 180 / Math.PI) + 360) % 360
            : (_heading + (random.NextDouble() * 180) - 90 + 360) % 360;
    }
}
