using System.Collections.Concurrent;
using System.Diagnostics;
using TaskForce.Geolocation.V1;

namespace TaskForce.Geofences;

/// <summary>What is measured.</summary>
internal static class Trial
{
    private const int Pulses = 20;

    /// <summary>Sends reports as fast as they are taken, until the last was judged and its event was told.</summary>
    public static async Task<(string Line, double KeptPerSecond, double JudgedPerSecond)> RateAsync(string what, Field field, EventWatch events, IReadOnlyList<PositionReport> ready)
    {
        var before = events.Count;
        var watch = Stopwatch.StartNew();
        var (sent, kept) = await field.SendAsync(ready);
        var seconds = watch.Elapsed.TotalSeconds;
        var (all, retracted) = (events.Count.All - before.All, events.Count.Retracted - before.Retracted);
        return ($"{what,-28} {sent,10} {kept.TotalSeconds,8:0.0} {seconds,8:0.0} {sent / seconds,8:0} {all,8} {all / seconds,7:0} {retracted,10}",
            sent / kept.TotalSeconds, sent / seconds);
    }

    /// <summary>Sends a steady number of reports a second: how long after each that causes an event the event comes.</summary>
    public static async Task<string> DelayAsync(int perSecond, TimeSpan length, Field field, EventWatch events)
    {
        var sent = new ConcurrentDictionary<(string, DateTime), long>();
        var delays = new ConcurrentBag<double>();
        events.Seen = change =>
        {
            if (sent.TryGetValue((change.Subject, change.EventTime.ToDateTime()), out var began))
            {
                delays.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            }
        };
        using var pulses = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Pulses), TimeProvider.System);
        var (began, under) = (TimeProvider.System.GetTimestamp(), new List<Task>());
        while (TimeProvider.System.GetElapsedTime(began) < length && await pulses.WaitForNextTickAsync())
        {
            var batch = Enumerable.Range(0, perSecond / Pulses).Select(_ => field.Anybody()).DistinctBy(report => report.Subject).ToList();
            batch.ForEach(report => sent[(report.Subject, report.EventTime.ToDateTime())] = TimeProvider.System.GetTimestamp());
            under.Add(field.ReportAsync(batch));
        }

        await Task.WhenAll(under);
        await field.SendAsync([]);
        events.Seen = null;
        var sorted = delays.Order().ToList();
        return $"{sent.Count / length.TotalSeconds:0} reports/s for {length.TotalSeconds:0} s: {sorted.Count} events, from report to event p50 {At(sorted, 0.5):0.0} ms, p99 {At(sorted, 0.99):0.0} ms, most {sorted.LastOrDefault():0.0} ms";
    }

    private static double At(List<double> sorted, double part) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
}
