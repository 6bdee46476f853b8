namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// The points that are in the log but not in pages yet, in their order, each with the place of the one before it of the same subject. One thread at a
/// time may change it; others may read what was made known to them, as long as it cannot be dropped meanwhile.
/// </summary>
internal sealed class RecentPoints
{
    private const int PerChunk = 8192;

    private readonly Stack<Chunk> _spare = [];
    private Chunk[] _chunks = new Chunk[16];
    private long _firstChunk;
    private int _count;

    /// <summary>The places of what is held, from this one on.</summary>
    public long Start { get; private set; }

    /// <summary>The place behind the last one.</summary>
    public long End { get; private set; }

    public ref readonly Fix this[long place] => ref ChunkOf(place).Points[place % PerChunk];

    /// <summary>Where the point before it of the same subject is; less than <see cref="Start"/> if that is not here.</summary>
    public long Previous(long place) => ChunkOf(place).Previous[place % PerChunk];

    /// <summary>Adds a point; where it is.</summary>
    public long Add(in Fix fix, long previous)
    {
        if (End / PerChunk - _firstChunk == _count)
        {
            AddChunk();
        }

        var chunk = ChunkOf(End);
        chunk.Points[End % PerChunk] = fix;
        chunk.Previous[End % PerChunk] = previous;
        return End++;
    }

    /// <summary>Takes back what was added from a place on.</summary>
    public void Truncate(long end) => End = end;

    /// <summary>Forgets what is before a place.</summary>
    public void DropBefore(long start)
    {
        Start = Math.Max(Start, start);
        var gone = (int)Math.Min(Start / PerChunk - _firstChunk, _count);
        for (var i = 0; i < gone; i++)
        {
            _spare.Push(_chunks[i]);
        }

        // A new array, so that whoever reads the old one still finds everything where it was.
        var kept = new Chunk[Math.Max(16, 2 * (_count - gone))];
        Array.Copy(_chunks, gone, kept, 0, _count - gone);
        (_chunks, _firstChunk, _count) = (kept, _firstChunk + gone, _count - gone);
    }

    /// <summary>The first place from which on sequences are larger than <paramref name="sequence"/>.</summary>
    public long PlaceAfter(long sequence)
    {
        var (low, high) = (Start, End);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = this[middle].Sequence > sequence ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    public Fix[] Copy(long start, long end)
    {
        var points = new Fix[end - start];
        for (var place = start; place < end;)
        {
            var run = (int)Math.Min(PerChunk - (place % PerChunk), end - place);
            ChunkOf(place).Points.AsSpan((int)(place % PerChunk), run).CopyTo(points.AsSpan((int)(place - start)));
            place += run;
        }

        return points;
    }

    /// <summary>The points from a place on as far as they lie together, at most up to <paramref name="end"/>.</summary>
    public ReadOnlySpan<Fix> Run(long place, long end) =>
        ChunkOf(place).Points.AsSpan((int)(place % PerChunk), (int)Math.Min(PerChunk - (place % PerChunk), end - place));

    private Chunk ChunkOf(long place) => _chunks[place / PerChunk - _firstChunk];

    private void AddChunk()
    {
        if (_count == _chunks.Length)
        {
            Array.Resize(ref _chunks, _count * 2);
        }

        _chunks[_count++] = _spare.TryPop(out var spare) ? spare : new();
    }

    private sealed class Chunk
    {
        public readonly Fix[] Points = new Fix[PerChunk];
        public readonly long[] Previous = new long[PerChunk];
    }
}
