using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>What is known of each subject, by number. Not thread safe: the index's lock guards it; questions may be asked at the same time.</summary>
internal sealed class StateBook(StateOptions options)
{
    /// <summary>Whose radius is larger is looked for apart: there are few, and the index need not look so far for all others.</summary>
    public const double WideMetres = 5000;

    private readonly StateRules _rules = new(options);
    private readonly DueQueue _silent = new();
    private readonly DueQueue _wide = new();
    private Entry[] _entries = new Entry[1024];
    private long _now;

    public StateOptions Options => options;

    /// <summary>The largest radius there can be.</summary>
    public double WidestMetres { get; private set; } = options.MostUncertaintyMetres;

    /// <summary>Those whose radius was larger than <see cref="WideMetres"/> when <see cref="WidenTo"/> was last called, by where they plausibly are.</summary>
    public SphereGrid Wide { get; } = new();

    /// <summary>How many silences there have been since the service started.</summary>
    public long Silences { get; private set; }

    /// <summary>Knows a subject again of which nothing is known yet; where it plausibly is.</summary>
    public Fix Restore(ReadOnlySpan<Fix> points)
    {
        ref var entry = ref EntryOf(points[0].Subject);
        entry.Window = Window.OfKept(points);
        entry.Standing = _rules.Judge(entry.Window.Points, entry.Window.BeganAtRest);
        Expect(ref entry, entry.Newest);
        WidestMetres = Math.Max(WidestMetres, entry.Standing.BaseMetres);
        SetWide(points[0].Subject, ref entry, Math.Max(_now, entry.Newest.ReceiptTime));
        return entry.Plausible;
    }

    /// <summary>Takes a point in; whether that changes where the subject plausibly is.</summary>
    public bool Take(in Fix fix, out Fix plausible)
    {
        ref var entry = ref EntryOf(fix.Subject);
        var (isFirst, before) = (entry.Window is null, entry.Window is null ? 0 : entry.Plausible.Sequence);
        var (rule, wasParked) = (entry.Standing.Finding.Rule, entry.Standing.IsParked);
        entry.Window ??= new();
        var isNewest = entry.Window.Add(fix, _rules);
        entry.Standing = _rules.Judge(entry.Window.Points, entry.Window.BeganAtRest);
        plausible = entry.Plausible;
        WidestMetres = Math.Max(WidestMetres, entry.Standing.BaseMetres);
        if (isNewest)
        {
            Expect(ref entry, fix);
        }
        else if (before != plausible.Sequence || rule != entry.Standing.Finding.Rule || wasParked != entry.Standing.IsParked)
        {
            entry.ChangedBy = fix.Sequence;
        }

        SetWide(fix.Subject, ref entry, Math.Max(_now, fix.ReceiptTime));
        return isFirst || before != plausible.Sequence;
    }

    public Known? Find(int subject) => subject >= 0 && subject < _entries.Length && _entries[subject] is { Window: not null } entry
        ? new(entry.Newest, entry.Plausible, entry.Standing)
        : null;

    /// <summary>The points that make up what is known, to be given to <see cref="Restore"/>; see <see cref="Window.ToKept"/>.</summary>
    public ReadOnlySpan<Fix> PointsOf(int subject) => subject < _entries.Length && _entries[subject].Window is { } window ? window.ToKept() : [];

    /// <summary>The late point that was the last to change what is known of a subject; 0 if there was none.</summary>
    public long ChangedBy(int subject) => _entries[subject].ChangedBy;

    /// <summary>The 68 % radius of a subject that is known.</summary>
    public double RadiusOf(in Fix plausible, long now)
    {
        ref readonly var standing = ref _entries[plausible.Subject].Standing;
        return Uncertainty.Metres(standing.BaseMetres, standing.GrowthMps, now - plausible.EventTime, options);
    }

    public bool IsSilent(in Fix newest, long now) => now - newest.EventTime > _rules.SilentAfter(newest);

    public long SilentSince(in Fix newest) => newest.EventTime + _rules.SilentAfter(newest);

    /// <summary>The subjects that fell silent since this was last asked, in that order; each once for each silence.</summary>
    public List<(int Subject, long Silence)> TakeSilences(long now)
    {
        var silences = new List<(int, long)>();
        _now = Math.Max(_now, now);
        while (_silent.TryTake(now, out var subject))
        {
            ref var entry = ref _entries[subject];
            if (IsSilent(entry.Newest, now))
            {
                entry.Silence = ++Silences;
                silences.Add((subject, entry.Silence));
            }
            else
            {
                _silent.Set(subject, SilentSince(entry.Newest) + 1);
            }
        }

        return silences;
    }

    /// <summary>The subjects that are silent, with the number of the silence; 0 if it began before the service did.</summary>
    public IEnumerable<(int Subject, long Silence)> Silent(long now)
    {
        for (var subject = 0; subject < _entries.Length; subject++)
        {
            if (_entries[subject].Window is not null && IsSilent(_entries[subject].Newest, now))
            {
                yield return (subject, _entries[subject].Silence);
            }
        }
    }

    /// <summary>Whether <see cref="WidenTo"/> has something to do.</summary>
    public bool MustWiden(long now) => _wide.IsDue(now);

    /// <summary>Brings <see cref="Wide"/> up to a time.</summary>
    public void WidenTo(long now)
    {
        while (_wide.TryTake(now, out var subject))
        {
            SetWide(subject, ref _entries[subject], now);
        }
    }

    private ref Entry EntryOf(int subject)
    {
        if (subject >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(subject + 1, _entries.Length * 2));
        }

        return ref _entries[subject];
    }

    // One that is silent already when it arrives is told as that: its silence is not news.
    private void Expect(ref Entry entry, in Fix newest)
    {
        var due = SilentSince(newest) + 1;
        entry.Silence = 0;
        if (due > Math.Max(_now, newest.ReceiptTime))
        {
            _silent.Set(newest.Subject, due);
        }
    }

    private void SetWide(int subject, ref Entry entry, long now)
    {
        var age = Uncertainty.AgeOf(WideMetres, entry.Standing.BaseMetres, entry.Standing.GrowthMps);
        var due = age < long.MaxValue / 2 ? entry.Plausible.EventTime + age : long.MaxValue;
        if (due <= now)
        {
            Wide.Put(subject, SpherePoint.Of(entry.Plausible.Location));
        }
        else
        {
            if (entry.IsWide)
            {
                Wide.Remove(subject);
            }

            _wide.Set(subject, due);
        }

        entry.IsWide = due <= now;
    }

    private struct Entry
    {
        public Window? Window;
        public Standing Standing;
        public long Silence;
        public long ChangedBy;
        public bool IsWide;

        public readonly Fix Newest => Window!.Points[^1];

        public readonly Fix Plausible => Window!.Points[Standing.Plausible];
    }
}
