namespace TaskForce.Geolocation.Travel.Router;

/// <summary>Leaves an engine alone for a while that failed several times in a row. Safe for any number of threads.</summary>
internal sealed class EnginePause(RouterOptions options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset _until;

    public bool IsOn
    {
        get
        {
            lock (_lock)
            {
                return clock.GetUtcNow() < _until;
            }
        }
    }

    public void Succeeded()
    {
        lock (_lock)
        {
            _failures = 0;
        }
    }

    /// <summary>After a pause a single failure is enough for the next one.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            if (++_failures >= options.FailuresBeforePause)
            {
                _until = clock.GetUtcNow() + options.Pause;
            }
        }
    }
}
