using Google.Protobuf.WellKnownTypes;
using TaskForce.Client;
using TaskForce.Geolocation.V1;

namespace TaskForce.Geofences;

/// <summary>Subjects that wander about a kilometre from one report to the next.</summary>
internal sealed class Field(int subjects, TaskForceConnection partner, EventWatch events)
{
    private const int Batch = 1000;
    private const double Step = 0.009;

    private readonly Random _random = new(11);
    private readonly (double Latitude, double Longitude, DateTimeOffset Time, DateTimeOffset Before)[] _places = new (double, double, DateTimeOffset, DateTimeOffset)[subjects];
    private int _marks;

    /// <summary>The next report of everybody.</summary>
    public IEnumerable<PositionReport> Everybody() => Enumerable.Range(0, subjects).Select(Next);

    /// <summary>Reports between the last two of some subjects, each a kilometre beside its way.</summary>
    public IEnumerable<PositionReport> Late(int count) => Enumerable.Range(0, count).Select(i =>
    {
        var who = (int)((long)i * subjects / count);
        var (latitude, longitude, time, before) = _places[who];
        return Report(who, latitude + Away(), longitude + Away(), before + ((time - before) / 2));
    });

    /// <summary>The next report of somebody.</summary>
    public PositionReport Anybody() => Next(_random.Next(subjects));

    /// <summary>Sends reports in batches, several under way, and a mark at the end that has come when all were judged.</summary>
    /// <returns>How many, and how long until all were on disk.</returns>
    public async Task<(int Count, TimeSpan Kept)> SendAsync(IEnumerable<PositionReport> reports)
    {
        var (count, kept) = await KeepAsync(reports);
        var mark = $"assets/mark-{_marks++:0000}";
        await partner.Positions.ReportPositionsAsync(new() { Reports = { new PositionReport { Subject = mark, Location = new() { Latitude = -50 }, EventTime = Now().ToTimestamp() } } });
        await events.UntilAsync(mark);
        return (count, kept);
    }

    /// <summary>Sends reports in batches, several under way, whoever judges them.</summary>
    /// <returns>How many, and how long until all were on disk.</returns>
    public async Task<(int Count, TimeSpan Kept)> KeepAsync(IEnumerable<PositionReport> reports)
    {
        var (count, began) = (0, TimeProvider.System.GetTimestamp());
        await Parallel.ForEachAsync(reports.Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, cancellation) =>
        {
            Interlocked.Add(ref count, batch.Length);
            await partner.Positions.ReportPositionsAsync(new() { Reports = { batch } }, cancellationToken: cancellation);
        });
        return (count, TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>Sends a few reports at once.</summary>
    public async Task ReportAsync(IReadOnlyList<PositionReport> reports) => await partner.Positions.ReportPositionsAsync(new() { Reports = { reports } });

    private PositionReport Next(int who)
    {
        lock (_random)
        {
            var (latitude, longitude, time, _) = _places[who];
            (latitude, longitude) = time == default
                ? (Drawing.South + (Drawing.Side * _random.NextDouble()), Drawing.West + (Drawing.Side * _random.NextDouble()))
                : (latitude + Away(), longitude + Away());
            _places[who] = (latitude, longitude, Now(), time);
            return Report(who, latitude, longitude, _places[who].Time);
        }
    }

    private double Away() => (_random.NextDouble() - 0.5) * 2 * Step;

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static PositionReport Report(int who, double latitude, double longitude, DateTimeOffset time) => new()
    {
        Subject = $"assets/boat-{who:000000}",
        Location = new() { Latitude = latitude, Longitude = longitude },
        EventTime = time.ToTimestamp(),
        AccuracyMetres = 8,
    };
}
