namespace TaskForce.Geolocation.Positions.States;

/// <summary>
/// Subjects by when something is due for them. It costs nothing to put off what is due: that is noticed when its time comes, and it is set again.
/// Not thread safe.
/// </summary>
internal sealed class DueQueue
{
    private readonly PriorityQueue<int, long> _queue = new();
    private long[] _set = [];

    /// <summary>Sees to it that a subject is taken at a time or before; <see cref="long.MaxValue"/> for never.</summary>
    public void Set(int subject, long due)
    {
        if (due == long.MaxValue)
        {
            return;
        }

        if (subject >= _set.Length)
        {
            Array.Resize(ref _set, Math.Max(1024, Math.Max(subject + 1, _set.Length * 2)));
        }

        if (_set[subject] == 0 || due < _set[subject])
        {
            _set[subject] = due;
            _queue.Enqueue(subject, due);
        }
    }

    /// <summary>Whether a subject waits whose time has come; that may have been put off.</summary>
    public bool IsDue(long now) => _queue.TryPeek(out _, out var due) && due <= now;

    /// <summary>Takes the next subject whose time has come; it is no longer set.</summary>
    public bool TryTake(long now, out int subject)
    {
        while (_queue.TryPeek(out subject, out var due) && due <= now)
        {
            _queue.Dequeue();
            if (_set[subject] == due)
            {
                _set[subject] = 0;
                return true;
            }
        }

        return false;
    }
}
