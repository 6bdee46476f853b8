namespace TaskForce.ServiceDefaults.Health;

/// <summary>Whether what is written to the log gets to the watchers of this process. One looks; any number may ask.</summary>
/// <param name="clock">For how long.</param>
internal sealed class FeedProgress(TimeProvider clock)
{
    private long? _first;
    private volatile Sought? _sought;

    /// <summary>For how long something that was seen in the log has not been handed on, which may have been done since the last look.</summary>
    public TimeSpan LagAt(long handedOn) => _sought is { } sought && sought.Sequence > handedOn ? clock.GetElapsedTime(sought.Since) : TimeSpan.Zero;

    /// <summary>What is waited for; null if nothing is.</summary>
    public long? Waiting => _sought?.Sequence;

    /// <summary>Notes where the log ends, and up to where it was handed on. What was there before the first look nobody is owed.</summary>
    public void Look(long end, long handedOn)
    {
        _first ??= end;
        var reached = Math.Max(handedOn, _first.Value);
        if (_sought is not { } sought || sought.Sequence <= reached)
        {
            _sought = end > reached ? new(end, clock.GetTimestamp()) : null;
        }
    }

    private sealed record Sought(long Sequence, long Since);
}
