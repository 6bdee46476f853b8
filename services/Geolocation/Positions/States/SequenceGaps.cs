namespace TaskForce.Geolocation.Positions.States;

/// <summary>Tells from the devices' own counters which reports are missing.</summary>
internal static class SequenceGaps
{
    /// <summary>How many reports the device counted between the first and the last of these points that are not among them.</summary>
    /// <param name="counters">Of the points by event time; 0 for one that has none. One that is not larger than the one before it started over.</param>
    public static long Count(IEnumerable<long> counters)
    {
        var (missing, before) = (0L, 0L);
        foreach (var counter in counters.Where(counter => counter > 0))
        {
            missing += before > 0 && counter > before ? counter - before - 1 : 0;
            before = counter;
        }

        return missing;
    }
}
