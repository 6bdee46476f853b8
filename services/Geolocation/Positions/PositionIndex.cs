using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// The last known position of every subject, in memory, by name and by place, and what is to be believed of it. Points may come in any order: the latest
/// event time wins. Whoever reports what is not plausible stays where it plausibly was. Thread safe.
/// </summary>
internal sealed class PositionIndex(IOptions<StateOptions> options) : IDisposable
{
    // Questions go in between.
    private const int PerLock = 1024;

    private readonly ReadWriteLock _lock = new();
    private readonly SphereGrid _grid = new();

    // The last plausible ones.
    private Fix[] _known = new Fix[1024];
    private int _knownEnd;
    private long _end;

    /// <summary>What is known of each subject; only while nothing is applied, save for what needs no subject.</summary>
    public StateBook States { get; } = new(options.Value);

    /// <summary>The names of the subjects.</summary>
    public SubjectTable Subjects => Disclosures.Subjects;

    /// <summary>Who may see what is known.</summary>
    public DisclosureBook Disclosures { get; } = new(new());

    /// <summary>The sequence of the newest point that was taken in.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Takes points in.</summary>
    public void Apply(ReadOnlySpan<Fix> points)
    {
        while (points.Length > 0)
        {
            var some = points[..Math.Min(points.Length, PerLock)];
            using (_lock.Writing())
            {
                foreach (ref readonly var point in some)
                {
                    Apply(point);
                }
            }

            points = points[some.Length..];
        }
    }

    /// <summary>Takes in, when the service starts, what <see cref="FindFixes"/> gave before; the subjects are new.</summary>
    public void Restore(ReadOnlySpan<Fix> kept)
    {
        using var writing = _lock.Writing();
        for (int start = 0, end = 0; start < kept.Length; start = end)
        {
            for (; end < kept.Length && kept[end].Subject == kept[start].Subject; end++)
            {
                Advance(kept[end].Sequence);
            }

            Place(States.Restore(kept[start..end]));
        }
    }

    /// <summary>Forgets the points of each subject that were received before a time, and the subject if there are no others.</summary>
    public void Forget(Func<int, long> beforeOf)
    {
        for (var from = 0; from < _knownEnd; from += PerLock)
        {
            using var writing = _lock.Writing();
            for (var subject = from; subject < Math.Min(_knownEnd, from + PerLock); subject++)
            {
                if (States.Forget(subject, beforeOf(subject)))
                {
                    _known[subject] = default;
                    _grid.Remove(subject);
                }
                else if (States.Find(subject) is { } known && known.Plausible.Sequence != _known[subject].Sequence)
                {
                    Place(known.Plausible);
                }
            }
        }
    }

    /// <summary>Notes that the track reaches as far as <paramref name="sequence"/>.</summary>
    public void Advance(long sequence) => Volatile.Write(ref _end, Math.Max(_end, sequence));

    /// <summary>The last known position of a subject, or null if it never reported.</summary>
    public Known? Find(string subject) => Subjects.Find(subject) is >= 0 and var number ? Find(number) : null;

    /// <summary>The last known position of a subject, or null if it never reported.</summary>
    public Known? Find(int subject) => _lock.Read(() => States.Find(subject));

    /// <summary>The last known position of a subject, or null if it never reported.</summary>
    public Fix? FindFix(int subject) => Find(subject)?.Newest;

    /// <summary>The last known positions of those of some subjects that have reported.</summary>
    public List<Known> Find(IReadOnlyCollection<int> subjects) => _lock.Read(() => subjects.Select(States.Find).OfType<Known>().ToList());

    /// <summary>The points that tell what is known of some subjects, by number; for <see cref="Restore"/>.</summary>
    public Fix[] FindFixes(int from, int count) => _lock.Read(() =>
    {
        var points = new List<Fix>();
        for (var subject = from; subject < Math.Min(_knownEnd, from + count); subject++)
        {
            points.AddRange(States.PointsOf(subject));
        }

        return points.ToArray();
    });

    /// <summary>Who is near, by where each is likely to be, and who may be nearer all the same.</summary>
    public Nearest FindNearest(NearestQuestion question)
    {
        if (_lock.Read(() => States.Wide.IsDue(question.Now)))
        {
            using var writing = _lock.Writing();
            States.WidenTo(question.Now);
        }

        return _lock.Read(() => new NearestAnswer(question, States, new(question.View.Selection, Subjects), search => Visit(question, search)).Find());
    }

    /// <summary>Every last known position that matches and may be seen, by sequence; the sequence and the number of silences up to which that is so.</summary>
    public (IReadOnlyList<Known> Points, long End, long Silences) FindAll(View view, long now)
    {
        var (selection, sight) = (view.Selection, view.Sight);
        var all = new FullSearch(selection.Area?.Bounds, new(selection, Subjects), known => sight.ShowsNow(known, now), States);
        return _lock.Read(() =>
        {
            Visit(selection.Area?.Bounds.Centre ?? default, selection, all, _grid);
            return (all.Result(), _end, States.Silences.Count);
        });
    }

    /// <summary>The last known position of each subject that fell silent since this was last asked, with the number of the silence for a sequence, less than 0.</summary>
    public IReadOnlyList<Fix> TakeSilences(long now) => _lock.Write(() => States.TakeSilences(now).ConvertAll(subject =>
        States.Find(subject)!.Newest with { Sequence = -States.Silences.NumberOf(subject) }));

    /// <summary>The subjects that are silent, by the number of the silence; 0 if they were before the service was.</summary>
    public IReadOnlyList<(Known Subject, long Number)> FindSilent(long now) => _lock.Read(() => States.Silent(now)
        .Select(subject => (States.Find(subject)!, Number: States.Silences.NumberOf(subject))).OrderBy(silent => silent.Number).ToList());

    /// <summary>Whether a late point was the last to change what is known of its subject.</summary>
    public bool HasChanged(in Fix late)
    {
        var (subject, sequence) = (late.Subject, late.Sequence);
        return late.IsLate && _lock.Read(() => States.ChangedBy(subject) == sequence);
    }

    public void Dispose() => _lock.Dispose();

    private void Apply(in Fix point)
    {
        Advance(point.Sequence);
        if (States.Take(point, out var plausible))
        {
            Place(plausible);
        }
    }

    private void Place(in Fix plausible)
    {
        if (plausible.Subject >= _known.Length)
        {
            Array.Resize(ref _known, Math.Max(plausible.Subject + 1, _known.Length * 2));
        }

        _known[plausible.Subject] = plausible;
        _knownEnd = Math.Max(_knownEnd, plausible.Subject + 1);
        _grid.Put(plausible.Subject, SpherePoint.Of(plausible.Location));
    }

    // Named subjects are looked up; only questions about places go by place.
    private void Visit(SpherePoint from, Selection selection, PositionSearch search, SphereGrid grid)
    {
        search.Known = _known;
        if (selection.Subjects.Count == 0)
        {
            grid.VisitNear(from, search);
            return;
        }

        foreach (var subject in selection.Subjects.Select(Subjects.Find).Where(subject => subject >= 0 && subject < _knownEnd && _known[subject].Sequence > 0))
        {
            var chordSquared = _grid.PlaceOf(subject).ChordSquaredTo(from);
            if (chordSquared <= search.ReachSquared)
            {
                search.Visit(subject, chordSquared);
            }
        }
    }

    private void Visit(NearestQuestion question, NearSearch search) =>
        Visit(question.From, question.View.Selection, search, search.IsForWide && question.View.Selection.Subjects.Count == 0 ? States.Wide.Grid : _grid);
}
