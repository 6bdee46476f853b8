using System.Collections.Concurrent;
using System.Threading.Channels;
using TaskForce.Geolocation.Positions.Map;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Makes points known once they are on disk: to the index, then to whoever watches. It never waits for a watcher: one that is slow
/// loses its place here and reads the track instead. Thread safe; points must be published in the order of their sequence, those that
/// were published before are passed over.
/// </summary>
internal sealed class PositionFeed : IDisposable
{
    /// <summary>How often every watcher is woken to see whether a heartbeat is due.</summary>
    public static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan SilenceInterval = TimeSpan.FromSeconds(1);

    private static readonly Fix[] Beat = [];

    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = [];
    private readonly ChangedSubjects _changed = new();
    private readonly ITimer _beats;
    private readonly ITimer _silences;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();

    public PositionFeed(PositionIndex index, TimeProvider clock)
    {
        (Index, _clock) = (index, clock);
        _beats = clock.CreateTimer(_ => Wake(), null, BeatInterval, BeatInterval);
        _silences = clock.CreateTimer(_ => PublishSilences(), null, SilenceInterval, SilenceInterval);
    }

    /// <summary>What is known; never behind what was published.</summary>
    public PositionIndex Index { get; }

    public Subscription Subscribe()
    {
        var subscription = new Subscription(this);
        _subscriptions[subscription] = 0;
        return subscription;
    }

    public void Publish(ReadOnlySpan<Fix> points)
    {
        lock (_gate)
        {
            while (points.Length > 0 && points[0].Sequence <= Index.End)
            {
                points = points[1..];
            }

            if (points.Length > 0)
            {
                Index.Apply(points);
                _changed.Note(points);
                if (!_subscriptions.IsEmpty)
                {
                    Offer(points.ToArray());
                }
            }
        }
    }

    /// <summary>Makes known who has fallen silent by now; what time that is.</summary>
    public long PublishSilences()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow().UtcTicks;
            if (Index.TakeSilences(now) is [_, ..] silences)
            {
                Fix[] points = [.. silences];
                _changed.Note(points);
                Offer(points);
            }

            return now;
        }
    }

    /// <summary>Adds to a list the subjects that changed since they were last taken; up to which sequence, and the stamp of the last change.</summary>
    public (long End, long Stamp) TakeChanged(List<int> subjects)
    {
        lock (_gate)
        {
            _changed.TakeTo(subjects);
            return (Index.End, _changed.Stamp);
        }
    }

    /// <summary>Ends when a subject has changed later than a stamp says, or all are woken, as they are every <see cref="BeatInterval"/>.</summary>
    public Task ChangedAsync(long stamp)
    {
        lock (_gate)
        {
            return _changed.AfterAsync(stamp);
        }
    }

    /// <summary>Wakes every watcher.</summary>
    public void Wake()
    {
        Offer(Beat);
        lock (_gate)
        {
            _changed.Wake();
        }
    }

    public void Dispose()
    {
        _beats.Dispose();
        _silences.Dispose();
    }

    private void Offer(Fix[] points)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            subscription.Offer(points);
        }
    }

    /// <summary>
    /// One watcher's place. An empty batch only wakes it. In a batch of silences each has the last known position of the subject, with the number of the
    /// silence, less than 0, for a sequence.
    /// </summary>
    internal sealed class Subscription(PositionFeed feed) : IDisposable
    {
        private const int MostBatches = 256;
        private const int MostPoints = 20_000;

        private readonly Channel<Fix[]> _batches =
            Channel.CreateBounded<Fix[]>(new BoundedChannelOptions(MostBatches) { SingleReader = true });

        private readonly Lock _gate = new();
        private int _waiting;
        private bool _behind;

        public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _batches.Reader.WaitToReadAsync(cancellation);

        public bool TryTake(out Fix[] points)
        {
            if (!_batches.Reader.TryRead(out points!))
            {
                return false;
            }

            Interlocked.Add(ref _waiting, -points.Length);
            return true;
        }

        /// <summary>Whether points were dropped since this was last asked, so that the track must be read. Ask when nothing is left to take.</summary>
        public bool TakeBehind()
        {
            lock (_gate)
            {
                var was = _behind;
                _behind = false;
                return was;
            }
        }

        // After the first that is dropped all are, until the watcher has noticed: one let in again too early would hide the gap.
        public void Offer(Fix[] points)
        {
            lock (_gate)
            {
                var fits = !_behind && (_waiting == 0 || _waiting + points.Length <= MostPoints);
                if (fits && _batches.Writer.TryWrite(points))
                {
                    Interlocked.Add(ref _waiting, points.Length);
                }
                else
                {
                    _behind |= points.Length > 0;
                }
            }
        }

        public void Dispose() => feed._subscriptions.TryRemove(this, out _);
    }
}
