using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace TaskForce.Cli.Tests.Up;

/// <summary>A clock that stands still until the code under test waits for a certain time.</summary>
internal sealed class TimerClock : FakeTimeProvider
{
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(30);

    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Lets a time pass as soon as somebody waits for it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        using var safety = new CancellationTokenSource(Safety);
        await foreach (var due in _timers.Reader.ReadAllAsync(safety.Token))
        {
            if (due == time)
            {
                Advance(time);
                return;
            }
        }
    }
}
