using Grpc.Core;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.Geolocation.Positions;

/// <summary>Feeds watches of positions: what is known or was missed, then what happens.</summary>
internal sealed class PositionWatch(PositionFeed feed, TrackStore store, Rotation rotation, TimeProvider clock)
{
    /// <summary>Sends the positions that match until the caller hangs up or the service stops.</summary>
    /// <param name="after">The last sequence the caller has seen; 0 begins with the last known positions.</param>
    /// <param name="selection">Which positions.</param>
    /// <param name="caller">Who watches; what the caller may not see is left out.</param>
    /// <param name="stream">Where they go.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException">
    /// <see cref="Fault.OutOfRange"/> for a cursor beyond the end or before the beginning, <see cref="Fault.Unavailable"/> when the service stops.
    /// </exception>
    public async Task SendAsync(
        long after, Selection selection, Caller caller, IServerStreamWriter<PositionFrame> stream, CancellationToken cancellation)
    {
        await CheckCursorAsync(after, cancellation);
        var view = new View(selection, feed.Index.Disclosures.SightOf(caller));
        await rotation.RunUntilStoppingAsync(
            either => RunAsync(after, new Watcher(view, feed.Index, stream, clock, either), either), "go on from the last sequence", cancellation);
    }

    private async Task RunAsync(long after, Watcher watcher, CancellationToken cancellation)
    {
        // Subscribing comes before reading, so that no point falls between the two.
        using var subscription = feed.Subscribe();
        if (after == 0)
        {
            await watcher.SendLastKnownAsync(feed.PublishSilences());
        }
        else
        {
            var since = await store.ReceiptTimeAsync(after, cancellation);
            await CatchUpAsync(watcher.From(after), cancellation);
            await watcher.SendSilencesSinceAsync(after, since, feed.PublishSilences());
            await watcher.SendSightSinceAsync(since);
        }

        await watcher.BeatAsync();
        while (await subscription.WaitAsync(cancellation))
        {
            while (subscription.TryTake(out var points))
            {
                await watcher.SendAsync(points);
            }

            await watcher.SendSightAsync();

            if (subscription.TakeBehind())
            {
                await CatchUpAsync(watcher, cancellation);
                await watcher.SendSilencesAsync(feed.PublishSilences());
            }
        }
    }

    private async Task CatchUpAsync(Watcher watcher, CancellationToken cancellation)
    {
        const int PageSize = 1000;
        var page = PageSize;
        while (page == PageSize)
        {
            var points = await store.MissedAsync(watcher.Cursor, PageSize, cancellation);
            await watcher.SendAsync(points);
            page = points.Count;
        }
    }

    private async Task CheckCursorAsync(long after, CancellationToken cancellation)
    {
        // Another process, to which the caller listened before, may be ahead of this one's index.
        if (after > feed.Index.End && await store.EndAsync(cancellation) is var end && after > end)
        {
            throw new DomainException(Fault.OutOfRange, "CURSOR_BEYOND_LOG", $"The log ends at {end}, before {after}; watch again from 0.");
        }
    }
}
