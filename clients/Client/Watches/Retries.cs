namespace TaskForce.Client;

/// <summary>The waits before the next try, which end early when there is reason to believe that the network is back. Thread safe.</summary>
/// <param name="clock">The clock by which it waits.</param>
internal sealed class Retries(TimeProvider clock)
{
    // A network that comes and goes is no reason to try all the time.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    // It comes back for everybody in a valley at once.
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private TaskCompletionSource _now = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? _last;
    private ITimer? _later;

    /// <summary>Ends the waits that are under way: now, or if it did so within the last second, when that is over. A network often has its address only a moment after it is said to be there.</summary>
    public void TryNow()
    {
        lock (_gate)
        {
            if (_last is { } last && Least - clock.GetElapsedTime(last) is { Ticks: > 0 } left)
            {
                _later ??= clock.CreateTimer(_ => End(), null, left, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        End();
    }

    /// <summary>Waits before the next try.</summary>
    /// <param name="asked">What the server asked for: that is waited for in any case.</param>
    /// <param name="pause">What is waited after that, unless <see cref="TryNow"/> ends it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task WaitAsync(TimeSpan asked, TimeSpan pause, CancellationToken cancellation)
    {
        if (asked > TimeSpan.Zero)
        {
            await Task.Delay(asked, clock, cancellation);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (all, now) = (Task.Delay(pause, clock, over.Token), Now());
        if (await Task.WhenAny(all, now) == now)
        {
            await over.CancelAsync();
            await Task.Delay(Spread * Random.Shared.NextDouble(), clock, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private void End()
    {
        lock (_gate)
        {
            _later?.Dispose();
            (_later, _last) = (null, clock.GetTimestamp());
            _now.TrySetResult();
            _now = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private Task Now()
    {
        lock (_gate)
        {
            return _now.Task;
        }
    }
}
