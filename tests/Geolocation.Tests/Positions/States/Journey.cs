using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Tests.Positions.States;

/// <summary>
/// A simulated subject: walks, drives or flies from place to place as the crow flies in legs of some minutes, rests in between, and reports with an error
/// that is normal in both directions and as large as it says. The same seed makes the same journey.
/// </summary>
internal sealed class Journey
{
    private static readonly double[] Speeds = [1.4, 8, 14, 25, 36, 65];

    private readonly Random _random;
    private readonly List<(double Start, double East, double North, double SpeedEast, double SpeedNorth)> _legs = [];
    private readonly float _accuracy;
    private readonly double _every;

    public Journey(int seed)
    {
        _random = new(seed);
        _accuracy = (float)(3 + (_random.NextDouble() * 20));
        _every = 1 + (_random.NextDouble() * 29);
        var speed = Speeds[seed % Speeds.Length];
        var (start, east, north) = (0.0, 0.0, 0.0);
        while (start < 20_000)
        {
            var duration = 60 + (_random.NextDouble() * 900);
            var (pace, angle) = (_random.Next(4) == 0 ? 0 : speed * (0.5 + (_random.NextDouble() / 2)), _random.NextDouble() * Math.Tau);
            _legs.Add((start, east, north, pace * Math.Cos(angle), pace * Math.Sin(angle)));
            (start, east, north) = (start + duration, east + (duration * pace * Math.Cos(angle)), north + (duration * pace * Math.Sin(angle)));
        }
    }

    /// <summary>Where it really is.</summary>
    public GeoPoint TruthAt(double second)
    {
        var (east, north, _) = At(second);
        return Track.Place(east, north);
    }

    public IEnumerable<Fix> Reports(double hours)
    {
        foreach (var second in Track.Seconds(0, hours * 3600, _every))
        {
            var (east, north, speed) = At(second);
            // The radius that holds 68 % of a normal error in two dimensions is 1.51 standard deviations of one.
            var error = _accuracy / 1.51;
            yield return Track.At(second, east + (error * Normal()), (float)Math.Max(0, speed + (0.3 * Normal())), _accuracy, north: north + (error * Normal()));
        }
    }

    private (double East, double North, double Speed) At(double second)
    {
        var leg = _legs.FindLast(leg => leg.Start <= second);
        var time = second - leg.Start;
        return (leg.East + (leg.SpeedEast * time), leg.North + (leg.SpeedNorth * time), Math.Sqrt((leg.SpeedEast * leg.SpeedEast) + (leg.SpeedNorth * leg.SpeedNorth)));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(Math.Tau * _random.NextDouble());
}
