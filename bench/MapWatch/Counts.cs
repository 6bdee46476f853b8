namespace TaskForce.MapWatch;

/// <summary>What a reader got: how many positions, in how many bytes, and how long after each was sent. One writer.</summary>
internal sealed class Counts
{
    private const int MostMilliseconds = 60_000;
    private readonly int[] _delays = new int[MostMilliseconds];
    private volatile bool _isCounting;

    public long Positions { get; private set; }

    public long Bytes { get; private set; }

    public void Begin() => _isCounting = true;

    public void End() => _isCounting = false;

    public void AddBytes(int bytes) => Bytes += _isCounting ? bytes : 0;

    public void AddPosition(long sentAt)
    {
        if (_isCounting)
        {
            Positions++;
            _delays[Math.Clamp(Fleet.Now - sentAt, 0, MostMilliseconds - 1)]++;
        }
    }

    /// <summary>The delay, in milliseconds, that a share of the positions of all readers did not exceed.</summary>
    public static int DelayOf(IReadOnlyCollection<Counts> all, double share)
    {
        var (rank, seen) = ((long)Math.Ceiling(share * all.Sum(counts => counts.Positions)), 0L);
        for (var delay = 0; delay < MostMilliseconds; delay++)
        {
            seen += all.Sum(counts => counts._delays[delay]);
            if (seen >= rank)
            {
                return delay;
            }
        }

        return MostMilliseconds;
    }
}
