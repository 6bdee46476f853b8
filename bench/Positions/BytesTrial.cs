namespace TaskForce.Positions;

/// <summary>What a position takes on the wire, with all that frames it, and on the disk.</summary>
internal static class BytesTrial
{
    public static async Task RunAsync(Settings settings)
    {
        var fleet = new Fleet(settings.Number("subjects", 10_000));
        Report.Line($"{"bytes/position",-16} {"batch",6} {"request",9} {"answer",9} {"disk",9}");
        foreach (var batch in settings.Numbers("batch", 1, 10, 100))
        {
            await using var service = await TaskForceTarget.StartAsync();
            await MeasureAsync(service, fleet, batch);
            await using var redis = new RedisTarget(RedisFile.Synced);
            await MeasureAsync(redis, fleet, batch);
        }

        // A million positions, so that what is written again and again does not count: the log, then the pages that are made of it.
        await using var kept = await TaskForceTarget.StartAsync(new Dictionary<string, string> { ["Geolocation/Tracks__PageEvery"] = "100000", ["Geolocation/Tracks__LogRetention"] = "01:00:00" });
        var empty = kept.DiskBytes;
        await Load.EnterAsync(kept, fleet, times: 100);
        var (log, pages, rows) = await TrackFile.SizesAsync(kept.TrackFile);
        Report.Line($"{rows} positions of {fleet.Count} subjects kept: log {(double)log / rows:0.0}, pages {(double)pages / rows:0.0}, all files {(double)(kept.DiskBytes - empty) / rows:0.0} bytes each");
    }

    private static async Task MeasureAsync(IServer target, Fleet fleet, int batch)
    {
        const int Batches = 500;
        using var lane = await target.OpenAsync();
        // What a connection says when it begins is not a position's.
        await SendAsync(lane, fleet, batch, 0, 20);
        var (sent, received, disk) = (lane.Wire.Sent, lane.Wire.Received, target.DiskBytes);
        await SendAsync(lane, fleet, batch, 20, Batches);
        double count = Batches * batch;
        Report.Line($"{target.Name,-16} {batch,6} {(lane.Wire.Sent - sent) / count,9:0.0} {(lane.Wire.Received - received) / count,9:0.0} {(target.DiskBytes - disk) / count,9:0.0}");
    }

    private static async Task SendAsync(ILane lane, Fleet fleet, int batch, int from, int count)
    {
        const int Window = 8;
        var (sent, acknowledged) = (0, 0);
        while (acknowledged < count)
        {
            for (; sent < count && sent - acknowledged < Window; sent++)
            {
                var first = (from + sent) * batch;
                await lane.SendAsync(fleet, new(first % fleet.Count, fleet.Count, fleet.Count), batch, first / fleet.Count);
            }

            acknowledged += await lane.AcknowledgedAsync(batch);
        }
    }
}
