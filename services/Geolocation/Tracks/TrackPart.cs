namespace TaskForce.Geolocation.Tracks;

/// <summary>The points of one change: where memory stood before it, and after it.</summary>
internal sealed class TrackPart(long start, long end, int subjects, (int Changes, int Owners) undo)
{
    public long Start { get; } = start;

    public long EndBefore { get; } = end;

    public int SubjectsBefore { get; } = subjects;

    /// <summary>What of <see cref="TrackUndo"/> is of earlier parts.</summary>
    public (int Changes, int Owners) Undo { get; } = undo;

    /// <summary>The place behind the last one.</summary>
    public long End { get; set; } = start;

    /// <summary>The highest sequence.</summary>
    public long Last { get; set; } = end;

    public int SubjectsAfter { get; set; } = subjects;
}

/// <summary>What subjects were before points were kept that may be taken back.</summary>
internal sealed class TrackUndo(SubjectTable subjects)
{
    private readonly List<(int Subject, long LastEvent, long Newest)> _changes = [];
    private readonly List<(int Subject, byte Nation)> _owners = [];

    /// <summary>How much is noted.</summary>
    public (int Changes, int Owners) Mark => (_changes.Count, _owners.Count);

    /// <summary>Notes what a subject is before it is changed.</summary>
    public void Note(int subject, bool isOwner)
    {
        ref readonly var entry = ref subjects[subject];
        _changes.Add((subject, entry.LastEvent, entry.Newest));
        if (isOwner)
        {
            _owners.Add((subject, entry.Nation));
        }
    }

    public IEnumerable<int> OwnersSince((int Changes, int Owners) mark) => _owners.Skip(mark.Owners).Select(owner => owner.Subject);

    /// <summary>Undoes what was noted since a mark, the latest first.</summary>
    public void Rewind((int Changes, int Owners) mark)
    {
        for (var i = _changes.Count - 1; i >= mark.Changes; i--)
        {
            ref var entry = ref subjects[_changes[i].Subject];
            (entry.LastEvent, entry.Newest) = (_changes[i].LastEvent, _changes[i].Newest);
        }

        for (var i = _owners.Count - 1; i >= mark.Owners; i--)
        {
            subjects[_owners[i].Subject].Nation = _owners[i].Nation;
        }

        _changes.RemoveRange(mark.Changes, _changes.Count - mark.Changes);
        _owners.RemoveRange(mark.Owners, _owners.Count - mark.Owners);
    }

    public void Clear()
    {
        _changes.Clear();
        _owners.Clear();
    }
}
