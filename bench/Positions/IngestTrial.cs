namespace TaskForce.Positions;

/// <summary>Positions in, acknowledged when they are on disk, beside Redis with as large batches over as many connections.</summary>
internal static class IngestTrial
{
    public static async Task RunAsync(Settings settings)
    {
        Report.Line($"{"positions/s",-16} {"subjects",9} {"batch",6} {"rate",10} {"server us",10} {"client us",10}");
        foreach (var subjects in settings.Numbers("subjects", 1000, 100_000, 1_000_000))
        {
            var fleet = new Fleet(subjects);
            var rates = new Dictionary<int, List<(string Name, double Rate)>>();
            foreach (var start in Starts(settings))
            {
                await using var target = await start();
                await Load.EnterAsync(target, fleet);
                foreach (var batch in settings.Numbers("batch", 1, 10, 100))
                {
                    var rate = await MeasureAsync(target, fleet, batch, settings.Seconds);
                    (rates.TryGetValue(batch, out var known) ? known : rates[batch] = []).Add((target.Name, rate));
                }

                if (target is TaskForceTarget service && settings.Is("restart"))
                {
                    Report.Line($"{"killed, answers",-16} {subjects,9} {(await service.RestartAsync()).TotalSeconds,17:0.0} s");
                }
            }

            foreach (var (batch, all) in rates)
            {
                foreach (var (name, rate) in all.Skip(1))
                {
                    Report.Line($"{"times " + name,-16} {subjects,9} {batch,6} {all[0].Rate / rate,10:0.00}");
                }
            }
        }
    }

    private static async Task<double> MeasureAsync(IServer target, Fleet fleet, int batch, double seconds)
    {
        await Load.RunAsync([target], fleet, batch, TimeSpan.FromSeconds(seconds / 3));
        // What two cores could do is best told by what a position costs: a machine is rarely idle.
        var (server, client) = (target.ProcessorTime, Environment.CpuUsage.TotalTime);
        var (rate, count) = await Load.RunAsync([target], fleet, batch, TimeSpan.FromSeconds(seconds));
        var (serverUs, clientUs) = ((target.ProcessorTime - server).TotalMicroseconds / count, (Environment.CpuUsage.TotalTime - client).TotalMicroseconds / count);
        Report.Line($"{target.Name,-16} {fleet.Count,9} {batch,6} {rate,10:0} {serverUs,10:0.00} {clientUs,10:0.00}");
        return rate;
    }

    private static IEnumerable<Func<Task<IServer>>> Starts(Settings settings)
    {
        yield return async () => await TaskForceTarget.StartAsync();
        if (!settings.Is("alone"))
        {
            yield return () => Task.FromResult<IServer>(new RedisTarget(RedisFile.Synced));
            yield return () => Task.FromResult<IServer>(new RedisTarget(RedisFile.None));
        }
    }
}
