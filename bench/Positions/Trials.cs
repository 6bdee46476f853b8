using System.Diagnostics;

namespace TaskForce.Positions;

internal static class Trials
{
    private const int Window = 8;
    private const int WarmUp = 2000;

    /// <summary>Positions acknowledged per second, over some connections with some batches under way each.</summary>
    public static async Task<(double PerSecond, long Count)> IngestAsync(ITarget target, Fleet fleet, int lanes, int batch, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(() =>
            RunAsync(target, fleet, lane, lanes, batch, _ => Stopwatch.GetElapsedTime(began) < time))));
        return (counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds, counts.Sum());
    }

    /// <summary>Reports every subject once.</summary>
    public static Task EnterAsync(ITarget target, Fleet fleet, int lanes) =>
        Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(() =>
            RunAsync(target, fleet, lane, lanes, 1000, sent => sent * 1000L * lanes < fleet.Count + (1000L * lanes)))));

    /// <summary>How long questions take, one after another, while the subjects move at a steady rate.</summary>
    public static async Task<List<TimeSpan>> AskAsync(ITarget target, Fleet fleet, int questions, double radiusMetres, int most, int perSecond)
    {
        using var end = new CancellationTokenSource();
        var moving = MoveAsync(target, fleet, perSecond, end.Token);
        var (times, found) = (new List<TimeSpan>(questions), 0L);
        for (var i = -WarmUp; i < questions; i++)
        {
            var (latitude, longitude) = Fleet.PlaceOf((i + WarmUp) * 37 % fleet.Count, 0);
            var began = Stopwatch.GetTimestamp();
            found += await target.FindAsync(latitude, longitude, radiusMetres, most);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(began));
            }
        }

        await end.CancelAsync();
        await moving;
        if (found == 0)
        {
            throw new InvalidOperationException($"{target.Name} finds nobody.");
        }

        times.Sort();
        return times;
    }

    private static async Task MoveAsync(ITarget target, Fleet fleet, int perSecond, CancellationToken end)
    {
        const int Batch = 100;
        using var lane = await target.OpenAsync();
        var began = Stopwatch.GetTimestamp();
        for (var sent = 0L; !end.IsCancellationRequested; sent += Batch)
        {
            var due = TimeSpan.FromSeconds((double)sent / perSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(due, TimeProvider.System, CancellationToken.None);
            }

            await lane.SendAsync(fleet, new((int)(sent % fleet.Count), fleet.Count, fleet.Count), Batch, (int)(sent / fleet.Count));
            await lane.AcknowledgedAsync(Batch);
        }
    }

    private static async Task<long> RunAsync(ITarget target, Fleet fleet, int lane, int lanes, int batch, Func<long, bool> goesOn)
    {
        using var connection = await target.OpenAsync();
        var (sent, acknowledged) = (0L, 0L);
        while (goesOn(sent) || acknowledged < sent)
        {
            while (goesOn(sent) && sent - acknowledged < Window)
            {
                // Each connection has subjects of its own, as devices do.
                var (own, first) = (fleet.Count / lanes, sent * batch);
                await connection.SendAsync(fleet, new((lane * own) + (int)(first % own), (lane + 1) * own, own), batch, (int)(first / own));
                sent++;
            }

            if (acknowledged < sent)
            {
                acknowledged += await connection.AcknowledgedAsync(batch);
            }
        }

        return acknowledged * batch;
    }
}
