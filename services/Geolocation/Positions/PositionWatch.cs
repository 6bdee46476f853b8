using Grpc.Core;
using TaskForce.Geolocation.Tracks;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Geolocation.Positions;

/// <summary>Feeds watches of positions: what is known or was missed, then what happens.</summary>
internal sealed class PositionWatch(PositionFeed feed, TrackStore store, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>Sends the positions that match until the caller hangs up or the service stops.</summary>
    /// <param name="after">The last sequence the caller has seen; 0 begins with the last known positions.</param>
    /// <param name="selection">Which positions.</param>
    /// <param name="stream">Where they go.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Invalid"/> for a negative cursor, <see cref="Fault.OutOfRange"/> for one beyond the end or before the beginning,
    /// <see cref="Fault.Unavailable"/> when the service stops.
    /// </exception>
    public async Task SendAsync(long after, Selection selection, IServerStreamWriter<V1.PositionEvent> stream, CancellationToken cancellation)
    {
        await CheckCursorAsync(after, cancellation);
        await lifetime.RunUntilStoppingAsync(
            either => RunAsync(after, new Watcher(selection, feed.Index.Subjects, stream, clock, either), either), "go on from the last sequence", cancellation);
    }

    private async Task RunAsync(long after, Watcher watcher, CancellationToken cancellation)
    {
        // Subscribing comes before reading, so that no point falls between the two.
        using var subscription = feed.Subscribe();
        await (after == 0 ? watcher.SendLastKnownAsync(feed.Index) : CatchUpAsync(watcher.From(after), cancellation));
        await watcher.BeatAsync();
        while (await subscription.WaitAsync(cancellation))
        {
            while (subscription.TryTake(out var points))
            {
                await watcher.SendAsync(points);
            }

            if (subscription.TakeBehind())
            {
                await CatchUpAsync(watcher, cancellation);
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
        if (after < 0)
        {
            throw new DomainException(Fault.Invalid, "INVALID_FIELDS", "after must not be negative.", [new("after", "must not be negative")]);
        }

        // Another process, to which the caller listened before, may be ahead of this one's index.
        if (after > feed.Index.End && await store.EndAsync(cancellation) is var end && after > end)
        {
            throw new DomainException(Fault.OutOfRange, "CURSOR_BEYOND_LOG", $"The log ends at {end}, before {after}; watch again from 0.");
        }
    }

    /// <summary>Where one watcher stands.</summary>
    private sealed class Watcher(
        Selection selection, SubjectTable subjects, IServerStreamWriter<V1.PositionEvent> stream, TimeProvider clock, CancellationToken cancellation)
    {
        // With the feed's interval on top it stays below the 15 s that the contract promises.
        private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);

        private readonly Filter _filter = new(selection, subjects);
        private long _lastSent = clock.GetTimestamp();

        /// <summary>Everything up to this sequence was sent or filtered out.</summary>
        public long Cursor { get; private set; }

        public Watcher From(long cursor)
        {
            Cursor = cursor;
            return this;
        }

        public async Task SendLastKnownAsync(PositionIndex index)
        {
            var (points, end) = index.FindAll(selection);
            foreach (var point in points)
            {
                // The last known position, however late it came.
                var known = point.ToTrackPoint(subjects).ToEvent();
                known.Type = EventType.Moved;
                await WriteAsync(known);
            }

            Cursor = end;
        }

        /// <summary>Sends those points that match and were not sent before, and a heartbeat if it was quiet too long.</summary>
        public async Task SendAsync(IReadOnlyList<Fix> points)
        {
            foreach (var point in points.Where(point => point.Sequence > Cursor))
            {
                Cursor = point.Sequence;
                if (_filter.Includes(point))
                {
                    await WriteAsync(point.ToTrackPoint(subjects).ToEvent());
                }
            }

            if (clock.GetElapsedTime(_lastSent) >= Quiet)
            {
                await BeatAsync();
            }
        }

        public Task BeatAsync() => WriteAsync(new() { Type = EventType.Heartbeat, Sequence = Cursor });

        private async Task WriteAsync(V1.PositionEvent change)
        {
            await stream.WriteAsync(change, cancellation);
            _lastSent = clock.GetTimestamp();
        }
    }
}
