namespace TaskForce.Client;

/// <summary>
/// How a device saves its battery and its data: which of its receiver's fixes are worth a report, and how long reports wait for each other. Near the place of an order that is being
/// carried out, and while a call for help is under way, nothing is saved but what stands still.
/// </summary>
public sealed record PositionFrugality
{
    /// <summary>Below it a fix tells nothing: metres from the last report; the fix's accuracy, if that is worse.</summary>
    public double LeastMetres { get; init; } = 25;

    /// <summary>While the unit keeps its course, one report in so long.</summary>
    public TimeSpan OnCourse { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>More than so many degrees off the course of the last report are a turn, which is told at once.</summary>
    public double TurnDegrees { get; init; } = 30;

    /// <summary>
    /// One report in so long whatever happens, so that the unit is not taken for silent: the server's patience with a satellite receiver is two minutes, from when a fix was made, and
    /// <see cref="GatherFor"/> comes on top.
    /// </summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Near is within so many metres of the circle that counts as arrived.</summary>
    public double NearMetres { get; init; } = 1000;

    /// <summary>How long a report waits for others, so that the radio wakes once for all of them.</summary>
    public TimeSpan GatherFor { get; init; } = TimeSpan.FromSeconds(30);
}
