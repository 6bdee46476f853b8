namespace TaskForce.Cli.Simulate;

/// <summary>What a fleet has done. Thread safe.</summary>
internal sealed class FleetCounts
{
    private const int MostSamples = 100_000;

    private readonly Lock _lock = new();
    private readonly List<double> _seconds = [];
    private readonly Dictionary<string, int> _refusals = [];
    private long _positions;
    private long _doubted;
    private long _orders;
    private long _leftOut;

    /// <summary>The server has answered for a position.</summary>
    public void Reported(bool isTaken, TimeSpan after)
    {
        lock (_lock)
        {
            _positions++;
            _doubted += isTaken ? 0 : 1;
            if (_seconds.Count < MostSamples)
            {
                _seconds.Add(after.TotalSeconds);
            }
        }
    }

    /// <summary>A unit was given an order.</summary>
    public void Ordered() => Interlocked.Increment(ref _orders);

    /// <summary>The server refused a report.</summary>
    public void Refused(string why)
    {
        lock (_lock)
        {
            _refusals[why] = _refusals.GetValueOrDefault(why) + 1;
        }
    }

    public long Positions
    {
        get
        {
            lock (_lock)
            {
                return _positions;
            }
        }
    }

    /// <summary>Positions that the server answered with a fault, such as a jump.</summary>
    public long Doubted
    {
        get
        {
            lock (_lock)
            {
                return _doubted;
            }
        }
    }

    public long Orders => Interlocked.Read(ref _orders);

    /// <summary>A unit had nothing new to say of where it is.</summary>
    public void LeftOut() => Interlocked.Increment(ref _leftOut);

    /// <summary>Positions that were not reported, because they told nothing new.</summary>
    public long Thinned => Interlocked.Read(ref _leftOut);

    /// <summary>Why reports were refused, and how many.</summary>
    public IReadOnlyDictionary<string, int> Refusals
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, int>(_refusals);
            }
        }
    }

    /// <summary>Within which time the server had answered for a part of the positions; null if for none.</summary>
    /// <param name="part">0 to 1.</param>
    public TimeSpan? Within(double part)
    {
        lock (_lock)
        {
            return _seconds.Count == 0 ? null : TimeSpan.FromSeconds(_seconds.Order().ElementAt((int)(part * (_seconds.Count - 1))));
        }
    }
}
