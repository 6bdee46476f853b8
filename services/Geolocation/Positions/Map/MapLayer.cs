using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>
/// What maps of a zoom show: a mark for each subject, changed only when the change can be seen. Each change is written once, however many watch, and they
/// find it by its version. Not thread safe: the board's lock guards it.
/// </summary>
internal sealed class MapLayer(int? zoom, PositionIndex index)
{
    /// <summary>Subjects whose newest version is kept, so that those who watch pass over them together.</summary>
    public const int PerBlock = 256;

    private readonly DueQueue _growing = new();
    private readonly ByteBuffer _buffer = new(MapEntry.MostBytes);
    private MapMark[] _marks = new MapMark[PerBlock];
    private long[] _blocks = new long[1];

    public MapScale Scale { get; } = new(zoom);

    public int Blocks => _blocks.Length;

    /// <summary>That of the newest change.</summary>
    public long Version { get; private set; }

    /// <summary>That of the newest change in a block.</summary>
    public long VersionOf(int block) => _blocks[block];

    public ReadOnlySpan<MapMark> MarksOf(int block) => _marks.AsSpan(block * PerBlock, PerBlock);

    /// <summary>Shows what is known of a subject, if that can be told from what is shown.</summary>
    public void Put(Known known, long now)
    {
        ref var mark = ref MarkOf(known.Newest.Subject);
        var dot = MapDot.Of(known, index, now);
        var (before, mayHaveChanged) = (mark.Heard, MayHaveChangedByTime(known, dot));
        mark.Heard = Math.Max(known.ChangedBy, Math.Max(known.Newest.Sequence, known.Plausible.Sequence));
        if (mark.Version == 0 || Scale.TellsApart(mark.Dot, dot) || IsSeenByOthers(mark.Dot, dot))
        {
            mark.Change(dot, ++Version, mark.Version > 0 || mayHaveChanged ? now : 0, index.Subjects.NationAt(dot.Nation), _buffer);
            _blocks[dot.Subject / PerBlock] = Version;
        }
        else if (mayHaveChanged && mark.Heard != before)
        {
            // It was heard and has fallen silent again while nobody looked here; somebody may have been told between.
            mark.ChangedAt = now;
        }

        _growing.Set(dot.Subject, GrownAt(known, mark.Dot));
    }

    /// <summary>Adds the subjects that may have to be shown with a larger radius by now.</summary>
    public void TakeGrownTo(List<int> subjects, long now)
    {
        while (_growing.TryTake(now, out var subject))
        {
            subjects.Add(subject);
        }
    }

    // Of another nation's subject what was before the assignment may not be shown, be it within a pixel.
    private bool IsSeenByOthers(in MapDot shown, in MapDot next) => index.Disclosures.Index.TurnsBetween(
        next.Subject, Math.Min(shown.EventTime, next.EventTime), Math.Max(shown.EventTime, next.EventTime));

    // Nobody knows what was shown before there was this layer.
    private bool MayHaveChangedByTime(Known known, in MapDot dot) =>
        dot.State == V1.Position.Types.State.Silent || dot.Radius >= Scale.TellsRadiusFrom(dot with { Radius = known.Standing.BaseMetres });

    private long GrownAt(Known known, in MapDot shown)
    {
        var (radius, standing) = (Scale.TellsRadiusFrom(shown), known.Standing);
        var age = radius > Math.Max(standing.BaseMetres, index.States.Options.MostUncertaintyMetres) ? long.MaxValue
            : Uncertainty.AgeOf(radius, standing.BaseMetres, standing.GrowthMps);
        return age < long.MaxValue / 2 ? known.Plausible.EventTime + age + 1 : long.MaxValue;
    }

    private ref MapMark MarkOf(int subject)
    {
        if (subject >= _marks.Length)
        {
            var blocks = Math.Max((subject / PerBlock) + 1, _blocks.Length * 2);
            Array.Resize(ref _marks, blocks * PerBlock);
            Array.Resize(ref _blocks, blocks);
        }

        return ref _marks[subject];
    }
}
