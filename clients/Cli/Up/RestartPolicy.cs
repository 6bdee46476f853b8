namespace TaskForce.Cli.Up;

/// <summary>When a process that ended is started again: soon at first, ever more patiently later, and soon again after a good minute.</summary>
/// <param name="Failures">How often the process ended without a good minute in between.</param>
internal readonly record struct RestartPolicy(int Failures)
{
    private const int MostAtFirstStart = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    /// <summary>Decides after the process has ended.</summary>
    /// <param name="uptime">How long it ran.</param>
    /// <param name="wasReady">Whether TaskForce was ready before: what never worked is given up, what did is brought back for ever.</param>
    /// <returns>What to decide from next time, and the pause before the next start; a null pause gives the process up.</returns>
    public (RestartPolicy Next, TimeSpan? Pause) AfterEnd(TimeSpan uptime, bool wasReady)
    {
        var next = new RestartPolicy(uptime >= Steady ? 1 : Failures + 1);
        return (next, wasReady || next.Failures < MostAtFirstStart ? next.Pause() : null);
    }

    private TimeSpan Pause()
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(Failures, 10) - 1);
        return pause < LongestPause ? pause : LongestPause;
    }
}
