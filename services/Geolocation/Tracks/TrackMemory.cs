using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// What this process has in memory of the track, a little ahead of what is on disk while a change is being made: parts that are kept but not committed
/// yet. Whoever calls must hold <see cref="Gate"/>; it is never held while the store is waited for.
/// </summary>
internal sealed class TrackMemory(PositionFeed feed)
{
    private readonly List<Part> _pending = [];
    private readonly List<(int Subject, long LastEvent, long Newest)> _undo = [];
    private readonly List<(int Subject, byte Nation)> _owners = [];
    private object? _batch;

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

    /// <summary>Begins a part; what is kept from here on can be taken back.</summary>
    public Part Begin()
    {
        var part = new Part(Recent.End, End, Subjects.Count, _undo.Count, _owners.Count);
        _pending.Add(part);
        return part;
    }

    /// <summary>Keeps a point of the part that was begun last.</summary>
    public void Keep(in Fix fix)
    {
        ref var subject = ref Subjects[fix.Subject];
        _undo.Add((fix.Subject, subject.LastEvent, subject.Newest));
        if (fix.NewOwner != 0)
        {
            _owners.Add((fix.Subject, subject.Nation));
            subject.Nation = fix.NewOwner;
        }

        Add(ref subject, fix);
        var part = _pending[^1];
        (part.End, part.Last, part.SubjectsAfter) = (Recent.End, End, Subjects.Count);
    }

    /// <summary>The subjects that a part gives to another nation; of the last part only.</summary>
    public IReadOnlyList<(int Subject, string Nation)> NewOwnersOf(Part part) => _owners.Count == part.OwnersStart
        ? []
        : [.. _owners.Skip(part.OwnersStart).Select(change => (change.Subject, Subjects.NationOf(change.Subject)))];

    /// <summary>Makes a part known, which is on disk now; unless it came back through the log before.</summary>
    public void Confirm(Part part)
    {
        if (_pending.Count == 0 || _pending[0] != part)
        {
            return;
        }

        _pending.RemoveAt(0);
        if (_pending.Count == 0)
        {
            _undo.Clear();
            _owners.Clear();
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
        Rewind(_undo, part.UndoStart, change => (Subjects[change.Subject].LastEvent, Subjects[change.Subject].Newest) = (change.LastEvent, change.Newest));
        Rewind(_owners, part.OwnersStart, change => Subjects[change.Subject].Nation = change.Nation);
        Recent.Truncate(part.Start);
        Subjects.Truncate(part.SubjectsBefore);
        End = part.EndBefore;
        _pending.RemoveRange(first, _pending.Count - first);
    }

    private static void Rewind<T>(List<T> changes, int start, Action<T> undo)
    {
        for (var i = changes.Count - 1; i >= start; i--)
        {
            undo(changes[i]);
        }

        changes.RemoveRange(start, changes.Count - start);
    }

    /// <summary>The points of one change: where memory stood before it, and after it.</summary>
    internal sealed class Part(long start, long end, int subjects, int undo, int owners)
    {
        public long Start { get; } = start;

        public long EndBefore { get; } = end;

        public int SubjectsBefore { get; } = subjects;

        public int UndoStart { get; } = undo;

        public int OwnersStart { get; } = owners;

        /// <summary>The place behind the last one.</summary>
        public long End { get; set; } = start;

        /// <summary>The highest sequence.</summary>
        public long Last { get; set; } = end;

        public int SubjectsAfter { get; set; } = subjects;
    }
}
