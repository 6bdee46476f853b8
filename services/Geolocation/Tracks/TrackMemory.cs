using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// What this process has in memory of the track, a little ahead of what is on disk while a change is being made: parts that are kept but not committed
/// yet. Whoever calls must hold <see cref="Gate"/>; it is never held while the store is waited for.
/// </summary>
internal sealed class TrackMemory(PositionFeed feed)
{
    private readonly List<TrackPart> _pending = [];
    private readonly TrackUndo _undo = new(feed.Index.Subjects);
    private object? _batch;
    private int _changing;

    public Lock Gate { get; } = new();

    public SubjectTable Subjects => feed.Index.Subjects;

    public RecentPoints Recent { get; } = new();

    /// <summary>The sequence of the newest point, those included that are not committed yet.</summary>
    public long End { get; private set; }

    /// <summary>Up to this sequence the points are in pages.</summary>
    public long Paged { get; private set; }

    /// <summary>The place behind the last committed point.</summary>
    public long CommittedEnd => _pending.Count > 0 ? _pending[0].Start : Recent.End;

    /// <summary>The sequence of the newest committed point that is known here.</summary>
    public long CommittedSequence => _pending.Count > 0 ? _pending[0].EndBefore : End;

    /// <summary>Whether there are parts that are not confirmed yet.</summary>
    public bool IsPending => _pending.Count > 0;

    /// <summary>Whether a change is being made here, which will confirm its part or let it be taken back.</summary>
    public bool IsChanging => Volatile.Read(ref _changing) > 0;

    /// <summary>Makes a change, and knows of it until it is confirmed or has failed. Needs no gate.</summary>
    public async Task<T> ChangingAsync<T>(Func<Task<T>> change)
    {
        Interlocked.Increment(ref _changing);
        try
        {
            return await change();
        }
        finally
        {
            Interlocked.Decrement(ref _changing);
        }
    }

    /// <summary>Takes back what cannot have been committed.</summary>
    /// <param name="batch">The transaction of the change that begins.</param>
    /// <param name="end">Where the log ends in it.</param>
    public void Reconcile(object? batch, long end)
    {
        if (batch is null || _batch != batch)
        {
            TakeBack(0);
            _batch = batch;
        }

        TakeBack(_pending.FindIndex(part => part.Last > end));
    }

    /// <summary>Whether all up to the end of the log is known here and confirmed. Takes the gate itself.</summary>
    public bool IsKnown(long end)
    {
        lock (Gate)
        {
            return end <= CommittedSequence;
        }
    }

    /// <summary>
    /// Sees to it that nothing is pending, or says that it cannot: a part whose change is being made is left to it, because taken back and read again it
    /// would be unknown for a while to the caller who was told that it is kept. What is left of a change that is over is in the log or nowhere. Takes
    /// the gate itself.
    /// </summary>
    public bool TrySettle(long end)
    {
        lock (Gate)
        {
            if (IsPending && IsChanging)
            {
                return false;
            }

            Reconcile(null, end);
            return true;
        }
    }

    /// <summary>Begins a part; what is kept from here on can be taken back.</summary>
    public TrackPart Begin()
    {
        var part = new TrackPart(Recent.End, End, Subjects.Count, _undo.Mark);
        _pending.Add(part);
        return part;
    }

    /// <summary>Keeps a point of the part that was begun last.</summary>
    public void Keep(in Fix fix)
    {
        ref var subject = ref Subjects[fix.Subject];
        _undo.Note(fix.Subject, isOwner: fix.NewOwner != 0);
        subject.Nation = fix.NewOwner != 0 ? fix.NewOwner : subject.Nation;
        Add(ref subject, fix);
        var part = _pending[^1];
        (part.End, part.Last, part.SubjectsAfter) = (Recent.End, End, Subjects.Count);
    }

    /// <summary>The subjects that the part that was begun last gives to another nation.</summary>
    public IReadOnlyList<(int Subject, string Nation)> NewOwnersOf(TrackPart part) =>
        [.. _undo.OwnersSince(part.Undo).Select(subject => (subject, Subjects.NationOf(subject)))];

    /// <summary>Makes a part known, which is on disk now; unless it came back through the log before.</summary>
    public void Confirm(TrackPart part)
    {
        if (_pending.Count == 0 || _pending[0] != part)
        {
            return;
        }

        _pending.RemoveAt(0);
        if (_pending.Count == 0)
        {
            _undo.Clear();
        }

        Subjects.MakeKnown(part.SubjectsAfter);
        Publish(part.Start, part.End);
    }

    /// <summary>Takes in subjects that are on disk.</summary>
    public void Learn(IEnumerable<SubjectRow> rows)
    {
        foreach (var row in rows.Where(row => row.Id >= Subjects.Count))
        {
            Subjects.Add(System.Text.Encoding.UTF8.GetBytes(row.Name), Subjects.NumberOf(row.Nation));
        }

        Subjects.MakeKnown(Subjects.Count);
    }

    /// <summary>Takes in points that are on disk, in order; those that are known are passed over.</summary>
    public void Learn(ReadOnlySpan<Fix> points)
    {
        var start = Recent.End;
        foreach (ref readonly var fix in points)
        {
            if (fix.Sequence > End)
            {
                ref var subject = ref Subjects[fix.Subject];
                subject.Nation = fix.NewOwner != 0 ? fix.NewOwner : subject.Nation;
                Add(ref subject, fix);
            }
        }

        Publish(start, Recent.End);
    }

    /// <summary>Takes in points of the log that are in pages, when the service starts.</summary>
    public void LearnPaged(ReadOnlySpan<Fix> points)
    {
        Note(points);
        feed.Index.Apply(points);
    }

    /// <summary>Takes in what was known of subjects, before anything else.</summary>
    public void LearnKnown(ReadOnlySpan<Fix> points)
    {
        Note(points);
        feed.Index.Restore(points);
    }

    /// <summary>Begins with the points after a sequence; those before it are in pages.</summary>
    public void StartAt(long sequence)
    {
        Paged = sequence;
        Advance(sequence);
    }

    /// <summary>Notes that the log reaches to <paramref name="sequence"/>, whether or not points are there.</summary>
    public void Advance(long sequence)
    {
        End = Math.Max(End, sequence);
        feed.Index.Advance(sequence);
    }

    /// <summary>Forgets the points that are in pages.</summary>
    public void DropPaged(long sequence)
    {
        if (sequence > Paged)
        {
            Paged = sequence;
            Recent.DropBefore(Math.Min(Recent.PlaceAfter(sequence), CommittedEnd));
        }
    }

    /// <summary>The committed points of a subject that are not in pages, the newest first.</summary>
    public IEnumerable<Fix> RecentOf(int subject, bool isCommitted)
    {
        var end = isCommitted ? CommittedEnd : Recent.End;
        for (var place = Subjects[subject].Newest; place >= Recent.Start; place = Recent.Previous(place))
        {
            if (place < end)
            {
                yield return Recent[place];
            }
        }
    }

    private void Note(ReadOnlySpan<Fix> points)
    {
        foreach (ref readonly var fix in points)
        {
            Subjects[fix.Subject].LastEvent = Math.Max(Subjects[fix.Subject].LastEvent, fix.EventTime);
        }
    }

    private void Add(ref SubjectTable.Entry subject, in Fix fix)
    {
        subject.First = subject.LastEvent == long.MinValue ? fix.Sequence : subject.First;
        subject.Newest = Recent.Add(fix, subject.Newest);
        subject.LastEvent = Math.Max(subject.LastEvent, fix.EventTime);
        End = fix.Sequence;
    }

    private void Publish(long start, long end)
    {
        for (var place = start; place < end;)
        {
            var run = Recent.Run(place, end);
            feed.Publish(run);
            place += run.Length;
        }
    }

    private void TakeBack(int first)
    {
        if (first < 0 || first >= _pending.Count)
        {
            return;
        }

        var part = _pending[first];
        _undo.Rewind(part.Undo);
        Recent.Truncate(part.Start);
        Subjects.Truncate(part.SubjectsBefore);
        End = part.EndBefore;
        _pending.RemoveRange(first, _pending.Count - first);
    }
}
