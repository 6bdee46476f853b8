using TaskForce.Geolocation.V1;

namespace TaskForce.Client;

/// <summary>How often a sender may send: as the server asked, and bit by bit more often when it asks no more.</summary>
internal sealed class Pace(TimeProvider clock)
{
    // So many answers without a complaint, and the wait is halved.
    private const int Relief = 8;
    private static readonly TimeSpan Negligible = TimeSpan.FromMilliseconds(5);

    private long _ticks;
    private int _quiet;
    private long? _last;

    public TimeSpan LeastInterval => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <summary>Takes what a response says; null if it does not complain. One thread at a time.</summary>
    public void Hear(StreamPositionsResponse.Types.SlowDown? slowDown)
    {
        if (slowDown?.LeastInterval?.ToTimeSpan() is { } asked)
        {
            _quiet = 0;
            Volatile.Write(ref _ticks, Math.Max(asked.Ticks, 0));
        }
        else if (++_quiet % Relief == 0)
        {
            var half = LeastInterval / 2;
            Volatile.Write(ref _ticks, half < Negligible ? 0 : half.Ticks);
        }
    }

    /// <summary>Waits until the next request may go. One thread at a time.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        if (_last is { } last && LeastInterval - clock.GetElapsedTime(last) is { Ticks: > 0 } left)
        {
            await Task.Delay(left, clock, cancellation);
        }

        _last = clock.GetTimestamp();
    }
}
