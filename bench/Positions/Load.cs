using System.Diagnostics;

namespace TaskForce.Positions;

/// <summary>Positions over several connections, several batches under way on each.</summary>
internal static class Load
{
    public const int Lanes = 8;

    private const int Window = 8;

    /// <summary>Sends for a time; how many were acknowledged per second and at all.</summary>
    public static async Task<(double PerSecond, long Count)> RunAsync(IReadOnlyList<ITarget> targets, Fleet fleet, int batch, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() =>
            RunAsync(targets[lane % targets.Count], fleet, lane, batch, _ => Stopwatch.GetElapsedTime(began) < time))));
        return (counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds, counts.Sum());
    }

    /// <summary>Reports every subject so many times.</summary>
    public static Task EnterAsync(ITarget target, Fleet fleet, int times = 1) => Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane =>
        Task.Run(() => RunAsync(target, fleet, lane, 1000, sent => sent * 1000L * Lanes < (times * (long)fleet.Count) + (1000L * Lanes)))));

    /// <summary>Moves subjects at a steady rate until it is ended; what rate that was.</summary>
    public static async Task<double> MoveAsync(ITarget target, Fleet fleet, int perSecond, CancellationToken end)
    {
        const int Batch = 100;
        using var lane = await target.OpenAsync();
        var (began, sent) = (Stopwatch.GetTimestamp(), 0L);
        for (; !end.IsCancellationRequested; sent += Batch)
        {
            var due = TimeSpan.FromSeconds((double)sent / perSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(due, TimeProvider.System, CancellationToken.None);
            }

            await lane.SendAsync(fleet, new((int)(sent % fleet.Count), fleet.Count, fleet.Count), Batch, (int)(sent / fleet.Count) + 2);
            await lane.AcknowledgedAsync(Batch);
        }

        return sent / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> RunAsync(ITarget target, Fleet fleet, int lane, int batch, Func<long, bool> goesOn)
    {
        using var connection = await target.OpenAsync();
        var (sent, acknowledged) = (0L, 0L);
        while (goesOn(sent) || acknowledged < sent)
        {
            while (goesOn(sent) && sent - acknowledged < Window)
            {
                // Each connection has subjects of its own, as devices do.
                var (own, first) = (fleet.Count / Lanes, sent * batch);
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
