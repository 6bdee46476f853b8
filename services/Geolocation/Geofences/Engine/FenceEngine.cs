using TaskForce.Geolocation.Geofences.History;

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
internal sealed partial class FenceEngine
{
    private readonly IFixes _fixes;
    private readonly IKeptEvents _kept;
    private readonly Reviser _reviser;
    private readonly LateReports _late;
    private readonly Audience _audience;
    private readonly FenceIndex _index = new();
    private readonly InsidePairs _inside = new();
    private readonly Dictionary<string, Fix> _last = [];
    private readonly HashSet<long> _near = [];
    private HashSet<string>? _doubtful;
    private DateTimeOffset _latestEnd;

    /// <param name="fixes">The track.</param>
    /// <param name="kept">The events that hold.</param>
    /// <param name="cursor">Up to where they do.</param>
    public FenceEngine(IFixes fixes, IKeptEvents kept, long cursor)
    {
        (_fixes, _kept, Cursor) = (fixes, kept, cursor);
        _reviser = new(fixes, kept, _inside);
        _late = new(fixes, kept, _index);
        _audience = new(fixes);
    }

    /// <summary>The sequence of the last position that was taken in.</summary>
    public long Cursor { get; private set; }

    public IEnumerable<Edition> Editions => _index.All;

    public Edition? Find(long edition) => _index.Find(edition);

    /// <summary>Takes in an edition as it is kept.</summary>
    public void Set(Edition edition)
    {
        _index.Set(edition);
        _latestEnd = edition.HasEnded && edition.End > _latestEnd ? edition.End : _latestEnd;
    }

    /// <summary>Forgets an edition: what comes late for it is no longer judged.</summary>
    public void Forget(Edition edition)
    {
        _index.Remove(edition);
        _audience.Forget(edition.Id);
    }

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

    /// <summary>Passes over the positions up to a sequence: as long as there is no edition, nobody asks about them.</summary>
    public void Skip(long sequence)
    {
        Cursor = Math.Max(Cursor, sequence);
        _last.Clear();
        _doubtful = null;
    }

    /// <summary>Takes in the positions that follow in the track.</summary>
    /// <param name="batch">The positions, by sequence.</param>
    /// <param name="oldest">Those of before are passed over: what they could prove wrong is not kept any more.</param>
    /// <param name="cancellation">Ends the reads.</param>
    public async Task<IReadOnlyList<Revision>> TakeAsync(IReadOnlyList<Fix> batch, DateTimeOffset oldest, CancellationToken cancellation)
    {
        var (revisions, upTo) = (new List<Revision>(), batch[^1].Sequence);
        var moved = new Dictionary<string, Reported>();
        foreach (var reported in batch.Where(fix => fix.Time >= oldest).GroupBy(fix => fix.Subject))
        {
            var inOrder = reported.OrderBy(fix => fix.Time).ToList();
            var (last, isLate) = await LastAsync(inOrder[0], cancellation);
            moved[reported.Key] = new(last, inOrder);
            _last[reported.Key] = last is { } newest && newest.Time > inOrder[^1].Time ? newest : inOrder[^1];
            _audience.Meet(reported.Key, _index.Moving);
            await (isLate || inOrder[0].Time < _latestEnd
                ? MendAsync(inOrder, moved[reported.Key].Span, upTo, revisions, cancellation)
                : ExtendAsync(last, inOrder, upTo, revisions, cancellation));
        }

        await FollowMovingAsync(moved, upTo, revisions, cancellation);
        Cursor = upTo;
        return revisions;
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

        var last = (await _fixes.AroundAsync(first.Subject, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, Cursor, 1, cancellation)).Before;
        return (last, last?.Time > first.Time);
    }
}
