using Grpc.Core;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Lifetime;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>Keeps maps up to date, each at its caller's pace.</summary>
internal sealed class MapWatch(MapBoard board, TrackStore store, Rotation rotation, TimeProvider clock)
{
    // A map is up to date some time after a position is received, and clocks of processes differ.
    private static readonly long Tardy = TimeSpan.FromSeconds(5).Ticks;

    /// <summary>Sends what a map needs until the caller hangs up or the service stops.</summary>
    /// <param name="after">The last sequence the caller has seen; 0 begins anew.</param>
    /// <param name="sought">Which subjects, and what the caller may see of them.</param>
    /// <param name="view">How.</param>
    /// <param name="stream">Where it goes; the next event is made up when the one before has gone.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Exhausted"/> for one too many, <see cref="Fault.Unavailable"/> when the service stops.
    /// </exception>
    public Task SendAsync(long after, View sought, MapView view, IServerStreamWriter<PositionFrame> stream, CancellationToken cancellation) =>
        rotation.RunUntilStoppingAsync(either => RunAsync(after, sought, view, new(stream, clock, either), either), "go on from the last sequence", cancellation);

    private long Now => clock.GetUtcNow().UtcTicks;

    private async Task RunAsync(long after, View sought, MapView view, MapSender sender, CancellationToken cancellation)
    {
        using var place = board.Open(view.Zoom);
        var watcher = new MapWatcher(place.Layer, new(sought, board.Index, place.Layer.Scale), board.Index.Subjects);
        if (after > 0 && !await TryResumeAsync(watcher, after, cancellation))
        {
            await sender.SendAsync(EventType.Reset);
            after = 0;
        }

        sender.Cursor = after;
        for (var isFirst = true; ; isFirst = false)
        {
            var began = clock.GetTimestamp();
            var stamp = await SendRoundAsync(watcher, sender);
            await (isFirst ? sender.SendAsync(EventType.Heartbeat) : sender.BeatIfQuietAsync());
            if (view.LeastInterval - clock.GetElapsedTime(began) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, clock, cancellation);
            }

            await board.ChangedAsync(stamp).WaitAsync(cancellation);
        }
    }

    private async Task<bool> TryResumeAsync(MapWatcher watcher, long after, CancellationToken cancellation) =>
        await store.FindReceiptTimeAsync(after, cancellation) is { } received && board.Read(() => watcher.TryResume(after, received - Tardy, Now));

    private async Task<long> SendRoundAsync(MapWatcher watcher, MapSender sender)
    {
        var (end, stamp) = board.Refresh();
        watcher.BeginRound(Now);
        while (board.Read(() => watcher.Fill(sender.Message)))
        {
            await sender.SendAsync(watcher.TakeNamed());
        }

        sender.Cursor = end;
        await sender.SendAsync(watcher.TakeNamed());
        return stamp;
    }
}
