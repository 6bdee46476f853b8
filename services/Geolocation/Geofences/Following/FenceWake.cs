using System.Threading.Channels;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>Wakes the follower when a geofence was changed, here or in another process. Thread safe.</summary>
internal sealed class FenceWake : ICatchUp
{
    // Room for one: two wakes before a look are as good as one.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _wakes.Writer.TryWrite(true);

    public Task CatchUpAsync(CancellationToken cancellation)
    {
        Wake();
        return Task.CompletedTask;
    }

    /// <summary>Waits for a wake, for new positions, or until a time has passed.</summary>
    public async Task WaitAsync(Positions.PositionFeed.Subscription positions, TimeSpan most, TimeProvider clock, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] waits = [_wakes.Reader.WaitToReadAsync(either.Token).AsTask(), positions.WaitAsync(either.Token).AsTask(), Task.Delay(most, clock, either.Token)];
        await Task.WhenAny(waits);
        await either.CancelAsync();
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        _wakes.Reader.TryRead(out _);
        while (positions.TryTake(out _))
        {
            // Only the waking matters: what came is read from the track.
        }

        positions.TakeBehind();
    }
}
