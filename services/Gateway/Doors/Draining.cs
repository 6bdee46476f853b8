namespace TaskForce.Gateway.Doors;

/// <summary>Ends the calls that a stopping gateway still holds, after a moment in which short ones end by themselves.</summary>
internal sealed class Draining : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _stopping;

    public Draining(IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _stopping = lifetime.ApplicationStopping.Register(() => _over.CancelAfter(Grace));
    }

    /// <summary>Cancelled when the grace is over.</summary>
    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _over.Dispose();
    }
}
