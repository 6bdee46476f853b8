namespace TaskForce.Client;

/// <summary>How long to wait before the next try: twice as long each time, at most 10 s, and never all clients at once.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private int _failures;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        var longest = Math.Min(Longest.Ticks, First.Ticks << Math.Min(_failures++, 10));
        return TimeSpan.FromTicks(longest / 2 + Random.Shared.NextInt64(longest / 2));
    }

    /// <summary>Something worked: the next failure is the first.</summary>
    public void Reset() => _failures = 0;
}
