using System.Collections;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>
/// What one map shows, and what it must be sent: a few bits for each subject, and the version of each block of them, whatever is reported while it is not
/// looked at. The board's lock must be held.
/// </summary>
internal sealed class MapWatcher(MapLayer layer, MapSelection selection, SubjectTable subjects)
{
    // Small enough for what is behind it to be new when it is sent, large enough that its frame does not count.
    private const int ChunkBytes = 32 * 1024;

    private readonly BitArray _shown = new(0);
    private readonly BitArray _named = new(0);
    private readonly ByteBuffer _left = new(16);
    private List<(string Name, string Nation)> _new = [];
    private MapResumption? _resumption;
    private long[] _seen = [];
    private int _block;
    private bool _looksAtAll;

    /// <summary>
    /// Takes it that the caller has what was shown up to a sequence; false if it costs less to begin anew: because each subject that changed and is not on
    /// the map may have been, it must be taken off.
    /// </summary>
    /// <param name="after">The sequence.</param>
    /// <param name="since">A time before that at which the caller was sent it.</param>
    /// <param name="now">What time it is.</param>
    public bool TryResume(long after, long since, long now)
    {
        Grow();
        selection.MoveTo(now);
        var (resumption, kept, gone) = (new MapResumption(after, _shown.Length), 0, 0);
        for (var block = 0; block < _seen.Length; block++)
        {
            foreach (ref readonly var mark in layer.MarksOf(block))
            {
                if (mark.Version > 0)
                {
                    var isOn = selection.Includes(mark.Dot);
                    var hasChanged = (isOn || selection.MayHaveIncluded(mark.Dot))
                        && (mark.Heard > after || mark.ChangedAt >= since || selection.IsUnsure(mark.Dot));
                    resumption.Note(mark.Dot.Subject, hasChanged, isOn);
                    _shown[mark.Dot.Subject] = isOn != hasChanged;
                    kept += isOn && !hasChanged ? 1 : 0;
                    gone += !isOn && hasChanged ? 1 : 0;
                }
            }
        }

        if (gone > kept)
        {
            _shown.SetAll(false);
            return false;
        }

        Array.Fill(_seen, layer.Version);
        _resumption = resumption;
        return true;
    }

    /// <summary>Begins a round over all subjects.</summary>
    public void BeginRound(long now)
    {
        Grow();
        _looksAtAll = selection.MoveTo(now);
        _block = 0;
    }

    /// <summary>Adds what is to be sent next to a message until that is large enough; false if the round is over.</summary>
    public bool Fill(ByteBuffer message)
    {
        for (; _block < _seen.Length; _block++)
        {
            if (message.Length >= ChunkBytes)
            {
                return true;
            }

            if (_looksAtAll || _resumption is not null || layer.VersionOf(_block) > _seen[_block])
            {
                Fill(message, layer.MarksOf(_block), _seen[_block]);
                _seen[_block] = layer.Version;
            }
        }

        return false;
    }

    private void Fill(ByteBuffer message, ReadOnlySpan<MapMark> marks, long seen)
    {
        foreach (ref readonly var mark in marks)
        {
            if (mark.Version > seen || (mark.Version > 0 && IsOwed(mark)))
            {
                Tell(message, mark, selection.Includes(mark.Dot));
            }
        }
    }

    private bool IsOwed(in MapMark mark) =>
        (_resumption is not null && _resumption.Owes(mark)) || (_looksAtAll && selection.Includes(mark.Dot) != _shown[mark.Dot.Subject]);

    private void Tell(ByteBuffer message, in MapMark mark, bool isOn)
    {
        var subject = mark.Dot.Subject;
        if (isOn)
        {
            Add(message, mark.Dot, mark.Entry);
        }
        else if (_shown[subject])
        {
            _left.Clear();
            MapEntry.WriteLeft(_left, subject, isWithheld: !selection.IsVisible(mark.Dot));
            Add(message, mark.Dot, _left.Written);
        }

        _shown[subject] = isOn;
        _resumption?.Settle(subject);
    }

    /// <summary>Those who were named since this was last asked.</summary>
    public IReadOnlyCollection<(string Name, string Nation)> TakeNamed()
    {
        var named = _new;
        _new = [];
        return named;
    }

    private void Add(ByteBuffer message, in MapDot dot, ReadOnlySpan<byte> entry)
    {
        if (_named[dot.Subject])
        {
            MapEntry.Add(message, entry);
        }
        else
        {
            MapEntry.Add(message, entry, subjects.NameBytesOf(dot.Subject), subjects.NationAt(dot.Nation));
            _named[dot.Subject] = true;
            _new.Add((subjects.NameOf(dot.Subject), subjects.NationAt(dot.Nation)));
        }
    }

    // A round is over the blocks that there were when it began.
    private void Grow()
    {
        Array.Resize(ref _seen, layer.Blocks);
        _shown.Length = _named.Length = layer.Blocks * MapLayer.PerBlock;
    }
}
