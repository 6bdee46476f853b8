namespace TaskForce.TakBridge.Connections;

/// <summary>How many events a client may send: so many at once, and so many a second for long. One user at a time.</summary>
internal sealed class RateLimit(int atOnce, int perSecond, TimeProvider clock)
{
    private double _left = atOnce;
    private long _counted = clock.GetTimestamp();

    /// <summary>Counts an event; false if it is one too many.</summary>
    public bool TryTake()
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(atOnce, _left + (clock.GetElapsedTime(_counted, now).TotalSeconds * perSecond)) - 1;
        _counted = now;
        return _left >= 0;
    }
}
