using TaskForce.TakBridge.Cot;

namespace TaskForce.TakBridge.Connections;

/// <summary>An event on its way to a client.</summary>
/// <param name="Event">The event.</param>
/// <param name="EndsXml">Whether what follows is in frames of the TAK protocol.</param>
internal readonly record struct Outgoing(CotEvent Event, bool EndsXml = false);

/// <summary>
/// What waits for a client: of each thing the newest event, in the order in which the things came. A client that is slow gets fewer events, not older ones.
/// Thread safe; one reader.
/// </summary>
/// <param name="most">How many things may wait.</param>
internal sealed class Outbox(int most)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _keys = [];
    private readonly Dictionary<string, Outgoing> _waiting = new(StringComparer.Ordinal);
    private TaskCompletionSource _news = NewSource();
    private bool _isFull;

    /// <summary>Puts an event in the place of the one that waits with the same key.</summary>
    /// <param name="value">The event.</param>
    /// <param name="key">What it is about; its uid if null.</param>
    /// <param name="endsXml">Whether what follows is in frames of the TAK protocol.</param>
    public void Add(CotEvent value, string? key = null, bool endsXml = false)
    {
        lock (_gate)
        {
            key ??= value.Uid;
            if (!_waiting.ContainsKey(key))
            {
                _isFull |= _keys.Count >= most;
                if (_isFull)
                {
                    _news.TrySetResult();
                    return;
                }

                _keys.Enqueue(key);
            }

            _waiting[key] = new(value, endsXml);
            _news.TrySetResult();
        }
    }

    /// <summary>The next event.</summary>
    /// <exception cref="SessionEnd">More waits than may.</exception>
    public async ValueTask<Outgoing> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_isFull)
                {
                    throw new SessionEnd("too_slow", $"more than {most} events wait for it");
                }

                if (_keys.TryDequeue(out var key) && _waiting.Remove(key, out var next))
                {
                    return next;
                }

                if (_news.Task.IsCompleted)
                {
                    _news = NewSource();
                }

                news = _news.Task;
            }

            await news.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
