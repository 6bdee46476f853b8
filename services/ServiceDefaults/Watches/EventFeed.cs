using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Watches;

/// <summary>
/// Wakes the watchers of this process when their topic has new events. It only saves them the wait and a read: one that is slow or
/// late reads the log instead, so nothing depends on what is kept here. Thread safe.
/// </summary>
internal sealed class EventFeed : IDisposable
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Subscription, byte>> _topics = [];

    // Watchers hear their heartbeats in turn: an event would wait behind those of ten thousand at once.
    private readonly ConcurrentDictionary<Subscription, byte>[] _turns = [.. Enumerable.Range(0, 100).Select(_ => new ConcurrentDictionary<Subscription, byte>())];
    private readonly ConcurrentDictionary<string, ImmutableArray<Action<EventRow>>> _followers = [];
    private readonly ITimer _heartbeats;
    private long _handedOn;
    private uint _subscribed;
    private uint _turn;

    public EventFeed(TimeProvider clock) =>
        _heartbeats = clock.CreateTimer(_ => Beat(), null, HeartbeatInterval / _turns.Length, HeartbeatInterval / _turns.Length);

    /// <summary>Something was handed on. Whoever listens must be quick, and must not throw.</summary>
    public event Action? Published;

    /// <summary>The newest event that was handed on; 0 before the first.</summary>
    public long HandedOn => Volatile.Read(ref _handedOn);

    public Subscription Subscribe(params IReadOnlyList<string> topics)
    {
        var turn = _turns[Interlocked.Increment(ref _subscribed) % _turns.Length];
        var subscription = new Subscription(this, topics, turn);
        foreach (var topic in topics)
        {
            _topics.GetOrAdd(topic, _ => [])[subscription] = 0;
        }

        turn[subscription] = 0;
        return subscription;
    }

    /// <summary>Has something done with each event of some topics, in the order of the log and before any watcher hears of it. It must be quick, and must not throw.</summary>
    public void Follow(IEnumerable<string> topics, Action<EventRow> take)
    {
        foreach (var topic in topics)
        {
            _followers.AddOrUpdate(topic, [take], (_, others) => others.Add(take));
        }
    }

    /// <summary>Hands committed events on, in the order of the log.</summary>
    public void Publish(IEnumerable<EventRow> events)
    {
        foreach (var row in events)
        {
            foreach (var take in _followers.GetValueOrDefault(row.Topic, []))
            {
                take(row);
            }

            if (_topics.TryGetValue(row.Topic, out var subscriptions))
            {
                foreach (var (subscription, _) in subscriptions)
                {
                    subscription.Offer(row);
                }
            }

            NoteHandedOn(row.Sequence);
        }

        Published?.Invoke();
    }

    public void Dispose() => _heartbeats.Dispose();

    // Only one publishes at a time; a row that only wakes has no place in the log.
    private void NoteHandedOn(long sequence)
    {
        if (sequence > _handedOn)
        {
            Volatile.Write(ref _handedOn, sequence);
        }
    }

    private void Beat()
    {
        foreach (var (subscription, _) in _turns[Interlocked.Increment(ref _turn) % _turns.Length])
        {
            subscription.Offer(null);
        }
    }

    /// <summary>One watcher's place. A null among its events is a heartbeat.</summary>
    internal sealed class Subscription(EventFeed feed, IReadOnlyList<string> topics, ConcurrentDictionary<Subscription, byte> turn) : IDisposable
    {
        private const int Capacity = 256;

        private readonly Channel<EventRow?> _events = Channel.CreateBounded<EventRow?>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        private readonly Lock _gate = new();
        private bool _behind;

        public ChannelReader<EventRow?> Events => _events.Reader;

        /// <summary>Whether events were dropped since this was last asked, so that the log must be read. Ask when nothing is left to read.</summary>
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
        public void Offer(EventRow? row)
        {
            lock (_gate)
            {
                if (!_behind && !_events.Writer.TryWrite(row))
                {
                    _behind = row is not null;
                }
            }
        }

        public void Dispose()
        {
            turn.TryRemove(this, out _);
            foreach (var topic in topics)
            {
                if (feed._topics.TryGetValue(topic, out var subscriptions))
                {
                    subscriptions.TryRemove(this, out _);
                }
            }
        }
    }
}
