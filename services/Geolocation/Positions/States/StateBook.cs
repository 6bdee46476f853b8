using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>What is known of each subject, by number. Not thread safe: the index's lock guards it; questions may be asked at the same time.</summary>
internal sealed class StateBook
{
    private readonly StateRules _rules;
    private Entry[] _entries = new Entry[1024];

    public StateBook(StateOptions options)
    {
        (Options, _rules, Wide) = (options, new(options), new(options));
        Silences = new(_rules);
    }

    public StateOptions Options { get; }

    public Silences Silences { get; }

    /// <summary>Up to date when <see cref="WidenTo"/> was called.</summary>
    public WideSubjects Wide { get; }

    /// <summary>Takes a point in; whether that changes where the subject plausibly is.</summary>
    public bool Take(in Fix fix, out Fix plausible)
    {
        ref var entry = ref EntryOf(fix.Subject);
        var (before, standing) = (entry.Window is null ? 0 : entry.Plausible.Sequence, entry.Standing);
        entry.Window ??= new();
        var isNewest = entry.Window.Add(fix, _rules);
        Judge(ref entry, fix.ReceiptTime, isNewest);
        plausible = entry.Plausible;
        var hasMoved = before != plausible.Sequence;
        if (!isNewest && (hasMoved || standing.Finding.Rule != entry.Standing.Finding.Rule || standing.IsParked != entry.Standing.IsParked))
        {
            entry.ChangedBy = fix.Sequence;
        }

        return hasMoved;
    }

    /// <summary>Knows a subject again of which nothing is known yet; where it plausibly is.</summary>
    public Fix Restore(ReadOnlySpan<Fix> points)
    {
        ref var entry = ref EntryOf(points[0].Subject);
        entry.Window = Window.OfKept(points);
        Judge(ref entry, entry.Newest.ReceiptTime, isNewest: true);
        return entry.Plausible;
    }

    /// <summary>Forgets the points of a subject that were received before a time; whether there were no others, so that it is not known any more.</summary>
    public bool Forget(int subject, long before)
    {
        if (!IsKnown(subject) || PointsOf(subject) is var points && points.ToArray().All(fix => fix.ReceiptTime >= before))
        {
            return false;
        }

        Fix[] kept = [.. PointsOf(subject).ToArray().Where(fix => fix.ReceiptTime >= before)];
        ref var entry = ref _entries[subject];
        if (kept.Length == 0)
        {
            entry = default;
            Wide.Forget(subject);
            return true;
        }

        entry.Window = Window.OfKept(kept);
        Judge(ref entry, entry.Newest.ReceiptTime, isNewest: true);
        return false;
    }

    /// <summary>The points that make up what is known, to be given to <see cref="Restore"/>; see <see cref="Window.ToKept"/>.</summary>
    public ReadOnlySpan<Fix> PointsOf(int subject) => IsKnown(subject) ? _entries[subject].Window!.ToKept() : [];

    public Known? Find(int subject) => IsKnown(subject) && _entries[subject] is var entry ? new(entry.Newest, entry.Plausible, entry.Standing) { ChangedBy = entry.ChangedBy } : null;

    /// <summary>When the newest point of a subject that is known was made; event time.</summary>
    public long LastEventOf(int subject) => _entries[subject].Newest.EventTime;

    /// <summary>The late point that was the last to change what is known of a subject; 0 if there was none.</summary>
    public long ChangedBy(int subject) => _entries[subject].ChangedBy;

    /// <summary>The 68 % radius of a subject that is known.</summary>
    public double RadiusOf(in Fix plausible, long now)
    {
        ref readonly var standing = ref _entries[plausible.Subject].Standing;
        return Uncertainty.Metres(standing.BaseMetres, standing.GrowthMps, now - plausible.EventTime, Options);
    }

    /// <summary>The subjects that have fallen silent since this was last asked, in that order.</summary>
    public List<int> TakeSilences(long now) => Silences.Take(now, subject => IsKnown(subject) ? _entries[subject].Newest : null);

    /// <summary>The subjects that are silent.</summary>
    public IEnumerable<int> Silent(long now) =>
        Enumerable.Range(0, _entries.Length).Where(subject => IsKnown(subject) && Silences.IsSilent(_entries[subject].Newest, now));

    /// <summary>Brings <see cref="Wide"/> up to a time.</summary>
    public void WidenTo(long now)
    {
        while (Wide.TryTake(now, out var subject))
        {
            if (IsKnown(subject))
            {
                Wide.Put(_entries[subject].Plausible, _entries[subject].Standing, now);
            }
        }
    }

    private void Judge(ref Entry entry, long received, bool isNewest)
    {
        entry.Standing = _rules.Judge(entry.Window!.Points, entry.Window.BeganAtRest);
        if (isNewest)
        {
            Silences.Hear(entry.Newest);
        }

        Wide.Put(entry.Plausible, entry.Standing, Math.Max(Silences.Now, received));
    }

    private bool IsKnown(int subject) => subject >= 0 && subject < _entries.Length && _entries[subject].Window is not null;

    private ref Entry EntryOf(int subject)
    {
        if (subject >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(subject + 1, _entries.Length * 2));
        }

        return ref _entries[subject];
    }

    private struct Entry
    {
        public Window? Window;
        public Standing Standing;
        public long ChangedBy;

        public readonly Fix Newest => Window!.Points[^1];

        public readonly Fix Plausible => Window!.Points[Standing.Plausible];
    }
}
