using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>What the maps of a zoom show of a subject, written once for all that watch.</summary>
internal struct MapMark
{
    private Bytes _entry;
    private byte _length;
    private bool _hasChangedNation;

    public MapDot Dot { get; private set; }

    /// <summary>Larger than those of all marks that were changed before; 0 if nothing is known of the subject.</summary>
    public long Version { get; private set; }

    /// <summary>When this was noticed; 0 if it is since the sequence at which the subject was heard.</summary>
    public long ChangedAt { get; set; }

    /// <summary>The sequence of the newest point that tells something of the subject, shown or not.</summary>
    public long Heard { get; set; }

    /// <summary>The fields of the entry, without the name.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Entry => ((ReadOnlySpan<byte>)_entry)[.._length];

    public void Change(in MapDot dot, long version, long changedAt, string nation, ByteBuffer buffer)
    {
        // From now on it is told every time: who is told seldom may have missed the change.
        _hasChangedNation |= Version > 0 && Dot.Nation != dot.Nation;
        buffer.Clear();
        MapEntry.Write(buffer, dot, _hasChangedNation ? nation : "");
        buffer.Written.CopyTo(_entry);
        (Dot, Version, ChangedAt, _length) = (dot, version, changedAt, (byte)buffer.Length);
    }

    [InlineArray(MapEntry.MostBytes)]
    private struct Bytes
    {
        private byte _first;
    }
}
