using System.Diagnostics;
using TaskForce.Bench;

namespace TaskForce.Positions;

/// <summary>Units that reported once a second for hours, and questions for one unit and one hour of that.</summary>
internal static class TrackTrial
{
    public static async Task RunAsync(Settings settings)
    {
        var (units, hours) = (settings.Number("units", 1000), settings.Number("hours", 24));
        var fleet = new Fleet(units);
        await using var service = await TaskForceTarget.StartAsync();
        var began = Stopwatch.GetTimestamp();
        var start = TimeProvider.System.GetUtcNow().UtcTicks - (hours * TimeSpan.TicksPerHour);
        await FillAsync(service, fleet, start, hours * 3600);
        var filled = Stopwatch.GetElapsedTime(began);
        var count = (long)units * hours * 3600;
        Report.Line($"{count} positions of {units} units over {hours} h at 1 Hz in {filled.TotalSeconds:0} s, {service.DiskBytes / 1e9:0.0} GB on disk, {(double)service.DiskBytes / count:0.0} bytes each, {await TrackFile.PagedAsync(service.TrackFile)} in pages");

        var (times, pages, random) = (new List<TimeSpan>(), 0L, new Random(3));
        for (var i = -20; i < settings.Number("questions", 200); i++)
        {
            var unit = System.Text.Encoding.ASCII.GetString(fleet.NameOf(random.Next(units)));
            var from = start + (random.Next(hours) * TimeSpan.TicksPerHour);
            began = Stopwatch.GetTimestamp();
            var found = await service.TrackAsync(unit, from, from + TimeSpan.TicksPerHour);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(began));
                pages += await TrackFile.PagesOfAsync(service.TrackFile, unit, from, from + TimeSpan.TicksPerHour - 1);
            }

            if (found != 3600)
            {
                throw new InvalidOperationException($"{unit} has {found} positions in an hour, not 3600.");
            }
        }

        var latencies = new Latencies(times);
        Report.Line($"a unit's hour, 3600 positions: p50 {latencies.At(0.5):0.0} ms, p99 {latencies.At(0.99):0.0} ms, {(double)pages / times.Count:0.0} pages read on average");
    }

    // Each connection has units of its own and sends their seconds in order, many in one request.
    private static Task FillAsync(TaskForceTarget service, Fleet fleet, long start, int seconds) => Task.WhenAll(Enumerable.Range(0, Load.Lanes).Select(async lane =>
    {
        const int Window = 8;
        using var connection = await service.OpenAsync();
        var (own, underWay) = (fleet.Count / Load.Lanes, 0);
        for (var second = 0; second < seconds; second++)
        {
            await connection.SendAsync(fleet, new(lane * own, (lane + 1) * own, own), own, second, start + (second * TimeSpan.TicksPerSecond));
            for (underWay++; underWay >= Window || (underWay > 0 && second == seconds - 1);)
            {
                underWay -= await connection.AcknowledgedAsync(own);
            }
        }
    }));
}
