using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Geolocation.Tests.Positions.States;

/// <summary>Makes tracks of one subject, and judges them.</summary>
internal sealed class Track
{
    private const double MetresPerDegree = 111_194.9;

    private readonly List<Fix> _points = [];

    public static StateRules Rules { get; } = new(new());

    public IReadOnlyList<Fix> Points => _points;

    public static Track Of(params IEnumerable<Fix> points)
    {
        var track = new Track();
        track._points.AddRange(points);
        return track;
    }

    /// <summary>A satellite fix so many seconds after noon, metres east of the zero point.</summary>
    public static Fix At(double second, double east, float speed = float.NaN, float accuracy = 5, Source source = Source.Gnss, double north = 0) =>
        PositionIndexTests.Point(0, 0, second, new(north / MetresPerDegree, east / MetresPerDegree)) with
        {
            Sequence = (long)(second * 1000) + 100_000_000,
            AccuracyMetres = accuracy,
            SpeedMps = speed,
            Source = (int)source,
        };

    /// <summary>At rest with the noise of a receiver.</summary>
    public static IEnumerable<Fix> Rest(double from, double to, double east = 0, double every = 10) =>
        Seconds(from, to, every).Select(second => At(second, east + (3 * Math.Sin(second * 7)), 0.1f, north: 3 * Math.Cos(second * 5)));

    /// <summary>Driving east at a steady speed, from a place.</summary>
    public static IEnumerable<Fix> Drive(double from, double to, double east = 0, double speed = 20, double every = 10) =>
        Seconds(from, to, every).Select(second => At(second, east + (speed * (second - from)), (float)speed));

    public static IEnumerable<double> Seconds(double from, double to, double every) =>
        Enumerable.Range(0, (int)((to - from) / every) + 1).Select(i => from + (i * every));

    /// <summary>What is known after points came in an order.</summary>
    public static Known Judge(params IEnumerable<Fix> points)
    {
        var book = new StateBook(new());
        foreach (var point in points)
        {
            book.Take(point, out _);
        }

        return book.Find(0)!;
    }

    public static double SecondOf(long ticks) => (ticks - GeolocationApp.Noon.UtcTicks) / (double)TimeSpan.TicksPerSecond;

    public static double SecondOf(Fix fix) => SecondOf(fix.EventTime);

    public static GeoPoint Place(double east, double north) => new(north / MetresPerDegree, east / MetresPerDegree);
}
