using Microsoft.Extensions.Hosting;

namespace TaskForce.ServiceDefaults.Lifetime;

/// <summary>Whether calls should come to this process. An operator takes it out before it is stopped, in two steps: first nobody new is sent here, then streams go elsewhere. Thread safe.</summary>
public sealed class Rotation : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly TimeProvider _clock;
    private CancellationTokenSource _move;
    private volatile bool _isIn = true;
    private bool _isEnding;

    /// <summary>Of a process whose streams end when it begins to stop.</summary>
    public Rotation(IHostApplicationLifetime lifetime, TimeProvider clock) : this(lifetime, clock, TimeSpan.Zero)
    {
    }

    /// <summary>Of a process that gives calls a moment to end by themselves when it stops.</summary>
    /// <param name="lifetime">Its end.</param>
    /// <param name="clock">Measures the moment.</param>
    /// <param name="grace">The moment.</param>
    public Rotation(IHostApplicationLifetime lifetime, TimeProvider clock, TimeSpan grace)
    {
        (_clock, _move) = (clock, new(Timeout.InfiniteTimeSpan, clock));
        _stopping = lifetime.ApplicationStopping.Register(() => End(grace));
    }

    /// <summary>Whether it should be sent calls: what readiness says.</summary>
    public bool IsIn => _isIn;

    /// <summary>Cancelled when streams are to go elsewhere: this process is drained, or stops. Take it at the beginning of a stream.</summary>
    public CancellationToken Moving => Current().Token;

    /// <summary>Is not ready any more; whoever comes all the same is served.</summary>
    public void Leave() => _isIn = false;

    /// <summary>Ends streams, those that come later at once.</summary>
    public void Move()
    {
        _isIn = false;
        Current().Cancel();
    }

    /// <summary>Takes part again, unless the process stops.</summary>
    public void Return()
    {
        lock (_gate)
        {
            if (_isEnding)
            {
                return;
            }

            // Whoever has the old one's token may still ask it.
            _move = _move.IsCancellationRequested ? new(Timeout.InfiniteTimeSpan, _clock) : _move;
            _isIn = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _move.Dispose();
    }

    private void End(TimeSpan grace)
    {
        lock (_gate)
        {
            _isEnding = true;
            _isIn = false;
        }

        if (grace > TimeSpan.Zero)
        {
            Current().CancelAfter(grace);
        }
        else
        {
            Current().Cancel();
        }
    }

    // Outside the lock, what is cancelled may do as it likes.
    private CancellationTokenSource Current()
    {
        lock (_gate)
        {
            return _move;
        }
    }
}
