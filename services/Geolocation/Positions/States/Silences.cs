using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>Sees who falls silent, each silence once. Nobody is looked at before it may be time. Not thread safe.</summary>
internal sealed class Silences(StateRules rules)
{
    private readonly DueQueue _due = new();
    private long[] _numbers = [];

    /// <summary>How many there have been since the service started.</summary>
    public long Count { get; private set; }

    /// <summary>Up to when they are known.</summary>
    public long Now { get; private set; }

    /// <summary>The number of a subject's silence; 0 if it is not silent, or was already when its newest position came.</summary>
    public long NumberOf(int subject) => subject < _numbers.Length ? _numbers[subject] : 0;

    /// <summary>Notes a subject's newest position. If it is silent all the same, that comes with the position: it is not news.</summary>
    public void Hear(in Fix newest)
    {
        var (subject, due) = (newest.Subject, Since(newest) + 1);
        if (subject >= _numbers.Length)
        {
            Array.Resize(ref _numbers, Math.Max(1024, Math.Max(subject + 1, _numbers.Length * 2)));
        }

        _numbers[subject] = 0;
        if (due > Math.Max(Now, newest.ReceiptTime))
        {
            _due.Set(subject, due);
        }
    }

    /// <summary>When a subject falls silent of which no later position comes.</summary>
    public long Since(in Fix newest) => newest.EventTime + rules.SilentAfter(newest);

    public bool IsSilent(in Fix newest, long now) => now > Since(newest);

    /// <summary>Those that have fallen silent since this was last asked, in that order.</summary>
    public List<int> Take(long now, Func<int, Fix?> newestOf)
    {
        var silent = new List<int>();
        Now = Math.Max(Now, now);
        while (_due.TryTake(now, out var subject))
        {
            if (newestOf(subject) is not { } newest)
            {
                // It was forgotten.
                continue;
            }

            if (IsSilent(newest, now))
            {
                _numbers[subject] = ++Count;
                silent.Add(subject);
            }
            else
            {
                _due.Set(subject, Since(newest) + 1);
            }
        }

        return silent;
    }
}
