using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>
/// Keeps the histories of all subjects at all fences right while positions come in any order. After each step the events that hold are
/// exactly what <see cref="FenceHistory"/> says of the positions up to <see cref="Cursor"/>; what a step returns must be kept before the
/// next, and if it cannot be, the engine is of no more use. Not thread safe.
/// </summary>
/// <remarks>
/// A position at the end of its subject's track, the usual case, is judged from memory and only by the fences near its way. Any other is
/// judged by telling the history again from there until it agrees with the kept one.
/// </remarks>
internal sealed class FenceEngine(IFixes fixes, IKeptEvents kept, long cursor)
{
    private readonly FenceIndex _index = new();
    private readonly InsidePairs _inside = new();
    private readonly Dictionary<string, Fix> _last = [];
    private HashSet<string>? _doubtful;
    private readonly HashSet<long> _near = [];
    private DateTimeOffset _latestEnd;

    /// <summary>The sequence of the last position that was taken in.</summary>
    public long Cursor { get; private set; } = cursor;

    public IEnumerable<Edition> Editions => _index.All;

    public Edition? Find(long edition) => _index.Find(edition);

    /// <summary>Takes in an edition as it is kept.</summary>
    public void Set(Edition edition)
    {
        _index.Set(edition);
        _latestEnd = edition.HasEnded && edition.End > _latestEnd ? edition.End : _latestEnd;
    }

    /// <summary>Forgets an edition: what comes late for it is no longer judged.</summary>
    public void Forget(Edition edition) => _index.Remove(edition);

    /// <summary>Takes in what a subject is to an edition that has not ended, by its last kept event.</summary>
    public void SetPresence(long edition, string subject, Presence presence) => _inside.Set(edition, subject, presence);

    /// <summary>
    /// Takes in where everybody was last, so that it need not be read one by one. It must know all positions up to <see cref="Cursor"/>.
    /// </summary>
    public void SetLastKnown(IReadOnlyList<Fix> known)
    {
        _doubtful = [.. known.Where(fix => fix.Sequence > Cursor).Select(fix => fix.Subject)];
        foreach (var fix in known.Where(fix => fix.Sequence <= Cursor))
        {
            _last[fix.Subject] = fix;
        }
    }

    /// <summary>Takes in the positions that follow in the track.</summary>
    public async Task<IReadOnlyList<Revision>> TakeAsync(IReadOnlyList<Fix> batch, CancellationToken cancellation)
    {
        var revisions = new List<Revision>();
        var moved = new Dictionary<string, Span>();
        foreach (var reported in batch.GroupBy(fix => fix.Subject))
        {
            var inOrder = reported.OrderBy(fix => fix.Time).ToList();
            moved[reported.Key] = new(inOrder[0].Time, inOrder[^1].Time);
            var (last, isLate) = await LastAsync(inOrder[0], cancellation);
            _last[reported.Key] = last is { } newest && newest.Time > inOrder[^1].Time ? newest : inOrder[^1];
            await (isLate || inOrder[0].Time < _latestEnd
                ? MendAsync(inOrder, batch[^1].Sequence, revisions, cancellation)
                : ExtendAsync(last, inOrder, batch[^1].Sequence, revisions, cancellation));
        }

        await FollowMovingAsync(moved, batch[^1].Sequence, revisions, cancellation);
        Cursor = batch[^1].Sequence;
        return revisions;
    }

    /// <summary>Begins editions: tells what their subjects are, and all that was already reported of the time since.</summary>
    public async Task<IReadOnlyList<Revision>> BeginAsync(IReadOnlyList<Edition> editions, CancellationToken cancellation)
    {
        var revisions = new List<Revision>();
        var forEveryone = new Dictionary<long, Edition>();
        foreach (var edition in editions.Select(each => each with { HasBegun = true }))
        {
            Set(edition);
            foreach (var subject in edition.Rule.Subjects.Where(edition.Rule.IsAbout))
            {
                await ReviseAsync(edition, subject, new(edition.From, edition.From), null, Cursor, revisions, cancellation);
            }

            if (edition.Rule.Subjects.Count == 0)
            {
                forEveryone[edition.Id] = edition;
            }
        }

        await BeginForEveryoneAsync(forEveryone, revisions, cancellation);
        return revisions;
    }

    /// <summary>Ends an edition: tells what its subjects are, and takes back what was told of the time after.</summary>
    public async Task<IReadOnlyList<Revision>> EndAsync(Edition edition, CancellationToken cancellation)
    {
        edition = edition with { HasEnded = true };
        Set(edition);
        var subjects = new HashSet<string>(await kept.SubjectsFromAsync(edition.Id, edition.End, cancellation));
        subjects.UnionWith(_inside.SubjectsOf(edition.Id));
        subjects.UnionWith(edition.Rule.Subjects.Where(edition.Rule.IsAbout));
        _inside.Drop(edition.Id);
        var revisions = new List<Revision>();
        foreach (var subject in subjects)
        {
            await ReviseAsync(edition, subject, new(edition.End, edition.End), null, Cursor, revisions, cancellation);
        }

        return revisions;
    }

    // Whoever has reported since is judged by the track, everybody else by where he was last.
    private async Task BeginForEveryoneAsync(Dictionary<long, Edition> editions, List<Revision> revisions, CancellationToken cancellation)
    {
        foreach (var known in editions.Count > 0 ? fixes.LastKnown() : [])
        {
            var last = _last.GetValueOrDefault(known.Subject, known);
            foreach (var edition in editions.Values.Where(edition => last.Time >= edition.From || last.Sequence > Cursor))
            {
                await ReviseAsync(edition, last.Subject, new(edition.From, edition.From), null, Cursor, revisions, cancellation);
            }

            FindNear(null, last);
            foreach (var edition in _near.Select(id => editions.GetValueOrDefault(id)).OfType<Edition>().Where(edition => last.Time < edition.From && last.Sequence <= Cursor))
            {
                Tell(edition, last.Subject, FenceHistory.Begin(edition, edition.Rule.See(last), last.At), revisions);
            }
        }
    }

    private async Task<(Fix? Last, bool IsLate)> LastAsync(Fix first, CancellationToken cancellation)
    {
        if (_last.TryGetValue(first.Subject, out var known))
        {
            return (known, known.Time > first.Time);
        }

        if (_doubtful?.Contains(first.Subject) is false)
        {
            return (null, false);
        }

        var last = (await fixes.AroundAsync(first.Subject, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, Cursor, 1, cancellation)).Before;
        return (last, last?.Time > first.Time);
    }

    // Every position is later than all that are known of the subject.
    private async Task ExtendAsync(Fix? last, List<Fix> inOrder, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        HashSet<long>? revised = null;
        foreach (var fix in inOrder)
        {
            FindNear(last, fix);
            _near.UnionWith(_inside.EditionsOf(fix.Subject));
            _near.UnionWith(_index.Naming(fix.Subject).Where(edition => edition.From > fix.Time).Select(edition => edition.Id));
            foreach (var edition in _near.Select(id => _index.Find(id)).OfType<Edition>())
            {
                if (!edition.HasBegun || edition.End <= fix.Time || edition.Rule.Area is null || !edition.Rule.IsAbout(fix.Subject) || revised?.Contains(edition.Id) is true)
                {
                    continue;
                }

                if (fix.Time < edition.From)
                {
                    // Its beginning may be another now.
                    (revised ??= []).Add(edition.Id);
                    await ReviseAsync(edition, fix.Subject, new(fix.Time, inOrder[^1].Time), null, upTo, revisions, cancellation);
                    continue;
                }

                var was = _inside.Of(edition.Id, fix.Subject);
                Sighting? before = !was.IsInside && last is { } from && from.Time >= edition.From ? edition.Rule.See(from) : null;
                Tell(edition, fix.Subject, FenceHistory.Step(edition, was, before, edition.Rule.See(fix)), revisions);
            }

            last = fix;
        }
    }

    // The history of the subject changes somewhere before its end.
    private async Task MendAsync(List<Fix> late, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        var (subject, span) = (late[0].Subject, new Span(late[0].Time, late[^1].Time));
        var (now, next) = await WayAsync(subject, span, upTo, cancellation);
        var touched = new HashSet<long>(await kept.InsideAtAsync(subject, span.First, cancellation));
        touched.UnionWith(_index.Naming(subject).Select(edition => edition.Id));
        // The way as it is and as it was taken to be.
        foreach (var way in new[] { now, [.. now.Except(late)] })
        {
            for (var i = 0; i < way.Count; i++)
            {
                FindNear(i > 0 ? way[i - 1] : null, way[i]);
                touched.UnionWith(_near);
            }
        }

        foreach (var edition in touched.Select(id => _index.Find(id)).OfType<Edition>())
        {
            if (edition.HasBegun && edition.End > span.First && edition.Rule.Area is not null && edition.Rule.IsAbout(subject)
                && (next is null || edition.From <= next.Value.Time))
            {
                await ReviseAsync(edition, subject, span, new() { [subject] = span }, upTo, revisions, cancellation);
            }
        }
    }

    // The positions of a span with the one before and the one after it.
    private async Task<(List<Fix> Way, Fix? Next)> WayAsync(string subject, Span span, long upTo, CancellationToken cancellation)
    {
        const int PageSize = 500;
        var part = await fixes.AroundAsync(subject, span.First, DateTimeOffset.MaxValue, upTo, PageSize, cancellation);
        List<Fix> way = part.Before is { } before ? [before] : [];
        while (true)
        {
            foreach (var fix in part.Within)
            {
                way.Add(fix);
                if (fix.Time > span.Last)
                {
                    return (way, fix);
                }
            }

            if (part.Within.Count < PageSize)
            {
                return (way, null);
            }

            part = await fixes.AroundAsync(subject, way[^1].Time.AddTicks(1), DateTimeOffset.MaxValue, upTo, PageSize, cancellation);
        }
    }

    private async Task FollowMovingAsync(Dictionary<string, Span> moved, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        var pairs = new HashSet<(long Edition, string Subject)>();
        foreach (var subject in moved.Keys)
        {
            foreach (var edition in _index.Naming(subject).Where(edition => edition.HasBegun && edition.Rule.Area is null))
            {
                pairs.UnionWith(edition.Rule.Subjects.Where(each => edition.Rule.IsAbout(each) && (subject == each || subject == edition.Rule.Around))
                    .Select(each => (edition.Id, each)));
            }
        }

        foreach (var (id, subject) in pairs)
        {
            var edition = _index.Find(id)!;
            var both = new[] { subject, edition.Rule.Around }.Where(moved.ContainsKey).ToDictionary(each => each, each => moved[each]);
            var first = both.Values.Min(span => span.First);
            if (first < edition.End)
            {
                await ReviseAsync(edition, subject, new(first, both.Values.Max(span => span.Last)), both, upTo, revisions, cancellation);
            }
        }
    }

    /// <summary>Tells the history of a subject at a fence again.</summary>
    /// <param name="edition">The fence.</param>
    /// <param name="subject">Who.</param>
    /// <param name="span">Where it changes.</param>
    /// <param name="moved">Whose positions are new, and where; null to tell it to the end.</param>
    /// <param name="upTo">Positions with a higher sequence do not count.</param>
    /// <param name="revisions">Where the changes are added.</param>
    /// <param name="cancellation">Ends the reads.</param>
    private async Task ReviseAsync(
        Edition edition, string subject, Span span, Dictionary<string, Span>? moved, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        var from = span.First > edition.From ? span.First : edition.From;
        var refold = new Refold(edition, subject, await kept.OfAsync(edition.Id, subject, from, cancellation));
        var reader = await PairReader.OpenAsync(fixes, edition, subject, from, upTo, cancellation);
        if (from == edition.From)
        {
            refold.Begin(reader.Last, reader.Own?.At);
        }

        // The step after a new position is judged by it too; only from then on can both histories agree for good.
        var open = moved?.ToDictionary(each => each.Key, each => each.Value.Last);
        await foreach (var step in reader.ReadAsync())
        {
            if (step.Now is { } now)
            {
                refold.See(step.Before, now);
            }

            foreach (var mover in step.Moved.Where(mover => open?.GetValueOrDefault(mover, DateTimeOffset.MaxValue) < step.Time))
            {
                open!.Remove(mover);
            }

            if (refold.AgreesAt(step.Time) && open is { Count: 0 })
            {
                Add(refold.UpToAgreement(), revisions);
                return;
            }
        }

        if (edition.HasEnded)
        {
            refold.End(reader.Own?.At);
        }
        else
        {
            _inside.Set(edition.Id, subject, refold.Is);
        }

        Add(refold.Whole(), revisions);
    }

    private void FindNear(Fix? from, Fix to)
    {
        _near.Clear();
        var isOneWay = from is { } last && Sighting.IsOneWay(last.Time, last.At, to.Time, to.At);
        _index.FindNear(isOneWay ? from!.Value.At : null, to.At, _near);
    }

    private void Tell(Edition edition, string subject, (Presence Is, FenceEvent? Event) step, List<Revision> revisions)
    {
        if (step.Event is { } told)
        {
            _inside.Set(edition.Id, subject, step.Is);
            revisions.Add(new(edition, subject, [], [told]));
        }
    }

    private static void Add(Revision revision, List<Revision> revisions)
    {
        if (!revision.IsEmpty)
        {
            revisions.Add(revision);
        }
    }

    private readonly record struct Span(DateTimeOffset First, DateTimeOffset Last);
}
