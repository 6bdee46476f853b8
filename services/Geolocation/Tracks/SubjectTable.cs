using System.Text;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// The names of subjects and their numbers, 0 and up. A name is found by its UTF-8 bytes, so that a report that arrives needs no string.
/// One thread at a time may change it and use what is by bytes; any thread may read by number, what was made known to it, or by string.
/// </summary>
internal sealed class SubjectTable
{
    private readonly Lock _gate = new();
    private volatile string[] _nations = [""];
    private Entry[] _entries = new Entry[1024];
    private ulong[] _slots = new ulong[4096];
    private byte[] _names = new byte[32 * 1024];
    private int _namesEnd;
    private volatile int _count;
    private volatile int _known;

    /// <summary>How many there are, those included that are not on disk yet.</summary>
    public int Count => _count;

    /// <summary>How many are found by <see cref="Find(string)"/>.</summary>
    public int Known => _known;

    /// <summary>Makes those with lower numbers than <paramref name="count"/> findable by <see cref="Find(string)"/>: they stay.</summary>
    public void MakeKnown(int count) => _known = Math.Max(_known, count);

    /// <summary>The number of a subject, or -1.</summary>
    public int Find(string name)
    {
        Span<byte> bytes = stackalloc byte[name.Length * 3];
        bytes = bytes[..Encoding.UTF8.GetBytes(name, bytes)];
        lock (_gate)
        {
            var number = Find(bytes, NameHash.Of(bytes));
            return number < _known ? number : -1;
        }
    }

    /// <summary>The number of a subject, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name, uint hash)
    {
        var slots = _slots;
        for (var at = hash & (slots.Length - 1); slots[at] is var slot && slot != 0; at = (at + 1) & (slots.Length - 1))
        {
            if ((uint)(slot >> 32) == hash && NameBytesOf((int)slot - 1).SequenceEqual(name))
            {
                return (int)slot - 1;
            }
        }

        return -1;
    }

    /// <summary>Gives a new subject the next number.</summary>
    public int Add(ReadOnlySpan<byte> name, byte nation)
    {
        lock (_gate)
        {
            Grow(name.Length);
            name.CopyTo(_names.AsSpan(_namesEnd));
            _entries[_count] = new()
            {
                Hash = NameHash.Of(name),
                NameStart = _namesEnd,
                NameLength = (short)name.Length,
                Nation = nation,
                LastEvent = long.MinValue,
                Newest = -1,
            };
            _namesEnd += name.Length;
            Insert(_slots, _count, _entries[_count].Hash);
            return _count++;
        }
    }

    /// <summary>Forgets the subjects with the highest numbers, which nobody was told of.</summary>
    public void Truncate(int count)
    {
        lock (_gate)
        {
            if (count < _count)
            {
                _namesEnd = _entries[count].NameStart;
                _count = count;
                Rehash(_slots.Length);
            }
        }
    }

    /// <summary>What the writer knows of a subject.</summary>
    public ref Entry this[int subject] => ref _entries[subject];

    public string NameOf(int subject) => Encoding.UTF8.GetString(NameBytesOf(subject));

    public string NationOf(int subject) => NationAt(_entries[subject].Nation);

    /// <summary>The nations that own subjects, or did.</summary>
    public IReadOnlyList<string> Nations => _nations[1..];

    public string NationAt(byte nation) => _nations[nation];

    /// <summary>The number of a nation, 1 and up.</summary>
    public byte NumberOf(string nation)
    {
        lock (_gate)
        {
            var known = Array.IndexOf(_nations, nation);
            if (known < 0)
            {
                known = _nations.Length;
                _nations = [.. _nations, nation];
            }

            return checked((byte)known);
        }
    }

    public ReadOnlySpan<byte> NameBytesOf(int subject)
    {
        ref readonly var entry = ref Volatile.Read(ref _entries)[subject];
        return Volatile.Read(ref _names).AsSpan(entry.NameStart, entry.NameLength);
    }

    private void Grow(int nameLength)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
            Rehash(_slots.Length * 2);
        }

        if (_namesEnd + nameLength > _names.Length)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }
    }

    private void Rehash(int length)
    {
        var slots = new ulong[length];
        for (var subject = 0; subject < _count; subject++)
        {
            Insert(slots, subject, _entries[subject].Hash);
        }

        _slots = slots;
    }

    private static void Insert(ulong[] slots, int subject, uint hash)
    {
        var at = hash & (slots.Length - 1);
        while (slots[at] != 0)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        slots[at] = ((ulong)hash << 32) | (uint)(subject + 1);
    }

    /// <summary>A subject. The last three are the writer's, ahead of what is known to all.</summary>
    internal struct Entry
    {
        public uint Hash;
        public int NameStart;
        public short NameLength;
        public byte Nation;

        /// <summary>The latest event time that was kept.</summary>
        public long LastEvent;

        /// <summary>The sequence of its first point; 0 if that was before this process started.</summary>
        public long First;

        /// <summary>Where its newest point is among the recent ones, or -1.</summary>
        public long Newest;
    }
}
