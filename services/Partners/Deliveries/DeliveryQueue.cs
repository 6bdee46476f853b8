using System.Threading.Channels;

namespace TaskForce.Partners.Deliveries;

/// <summary>What waits for one webhook: of each subject one event at a time, in their order. Thread safe.</summary>
internal sealed class DeliveryQueue(int most, int concurrent)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Delivery> _waiting = [];
    private readonly HashSet<long> _underWay = [];
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _rooms = Channel.CreateUnbounded<bool>();
    private int _count;

    /// <summary>Something came, ended or may be tried again.</summary>
    public ChannelReader<bool> Changes => _changes.Reader;

    /// <summary>How many are under way.</summary>
    public int UnderWay
    {
        get
        {
            lock (_gate)
            {
                return _underWay.Count;
            }
        }
    }

    /// <summary>Adds events, in their order.</summary>
    public void Add(IEnumerable<Delivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
            {
                _waiting[delivery.Id] = delivery;
            }

            _count = _waiting.Count;
        }

        Wake();
    }

    /// <summary>Takes one that may be tried now, or null.</summary>
    public Delivery? Take(DateTimeOffset now)
    {
        lock (_gate)
        {
            var next = _underWay.Count < concurrent ? Heads().FirstOrDefault(delivery => delivery.NextAttempt <= now) : null;
            if (next is not null)
            {
                _underWay.Add(next.Id);
            }

            return next;
        }
    }

    /// <summary>When the next one may be tried; null if that waits for something else than time.</summary>
    public DateTimeOffset? NextDue()
    {
        lock (_gate)
        {
            return _underWay.Count < concurrent ? Heads().Select(delivery => (DateTimeOffset?)delivery.NextAttempt).Min() : null;
        }
    }

    /// <summary>One is through, or will never be.</summary>
    public void Remove(Delivery delivery)
    {
        lock (_gate)
        {
            _waiting.Remove(delivery.Id);
            _underWay.Remove(delivery.Id);
            _count = _waiting.Count;
        }

        _rooms.Writer.TryWrite(true);
        Wake();
    }

    /// <summary>One is to be tried again at its time.</summary>
    public void PutBack(Delivery delivery)
    {
        lock (_gate)
        {
            _underWay.Remove(delivery.Id);
        }

        Wake();
    }

    /// <summary>Waits until there is room for more.</summary>
    public async Task RoomAsync(CancellationToken cancellation)
    {
        while (Volatile.Read(ref _count) >= most)
        {
            await _rooms.Reader.ReadAsync(cancellation);
        }
    }

    private void Wake() => _changes.Writer.TryWrite(true);

    // The first of each subject, unless it is under way.
    private IEnumerable<Delivery> Heads()
    {
        var seen = new HashSet<(string, string)>();
        foreach (var delivery in _waiting.Values)
        {
            if (seen.Add((delivery.Feed, delivery.Subject)) && !_underWay.Contains(delivery.Id))
            {
                yield return delivery;
            }
        }
    }
}
