using TaskForce.Geolocation.V1;
using TaskForce.Testing;

namespace TaskForce.Positions;

/// <summary>One process and two on a PostgreSQL database: how much they take together, and how long after its receipt one knows what the other took.</summary>
internal static class ReplicaTrial
{
    // As many commits as the service remembers the lags of.
    private const int Remembered = 1024;

    public static async Task RunAsync(Settings settings)
    {
        var (fleet, batch) = (new Fleet(settings.Number("subjects", 10_000)), settings.Number("batch", 100));
        foreach (var count in new[] { 1, 2 })
        {
            await using var database = await PostgresNode.CreateAsync(CancellationToken.None, isSynced: true);
            var replicas = new List<TaskForceTarget>();
            try
            {
                for (var i = 0; i < count; i++)
                {
                    replicas.Add(await TaskForceTarget.StartAsync(SettingsOf(database), replicas.FirstOrDefault()));
                }

                await MeasureAsync(replicas, fleet, batch, settings.Seconds);
            }
            finally
            {
                foreach (var replica in Enumerable.Reverse(replicas))
                {
                    await replica.DisposeAsync();
                }
            }
        }
    }

    private static async Task MeasureAsync(List<TaskForceTarget> replicas, Fleet fleet, int batch, double seconds)
    {
        await Load.EnterAsync(replicas[0], fleet);
        if (replicas is [var first, var second])
        {
            for (var i = 0; i < Remembered; i++)
            {
                await first.ReportAsync("assets/de-mark");
            }

            Print("one report after another", await second.StateAsync());
        }

        await Load.RunAsync(replicas, fleet, batch, TimeSpan.FromSeconds(seconds / 3));
        var (rate, _) = await Load.RunAsync(replicas, fleet, batch, TimeSpan.FromSeconds(seconds));
        Report.Line($"{replicas.Count} replicas, batch {batch}: {rate:0} positions/s");
        if (replicas.Count > 1)
        {
            Print("under load", await replicas[^1].StateAsync());
        }
    }

    private static void Print(string when, ReplicaState state) => Report.Line(
        $"lag, {when}: p50 {state.MedianLag?.ToTimeSpan().TotalMilliseconds:0.0} ms, p99 {state.P99Lag?.ToTimeSpan().TotalMilliseconds:0.0} ms of {state.LagCount} commits");

    private static Dictionary<string, string> SettingsOf(PostgresNode database) =>
        new() { ["Geolocation/Data__Connection"] = $"{database.Connection};Maximum Pool Size=20" };
}
