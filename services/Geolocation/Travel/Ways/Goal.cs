namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>How to get on to one place from each end of each crossing, found as far as was asked for. Safe for any number of threads.</summary>
internal sealed class Goal
{
    private readonly Network _network;
    private readonly Entry _entry;
    private readonly Stage?[] _stages;
    private readonly PriorityQueue<Candidate, double> _open = new();
    private readonly Lock _lock = new();

    public Goal(Network network, Entry entry)
    {
        (_network, _entry, _stages) = (network, entry, new Stage?[network.Ends.Count]);
        var ways = network.Ends.Select(end => network.Bound(end.At, entry)).ToArray();
        for (var end = 0; end < ways.Length; end++)
        {
            Open(end, null, entry, ways[end]);
        }

        Bounds = BoundsOf(ways);
    }

    /// <summary>Seconds that the course over each end's crossing never falls short of.</summary>
    public double[] Bounds { get; }

    /// <summary>The course from an end over its crossing; null if it costs more than the limit.</summary>
    public Stage? StageAt(int end, double limit)
    {
        lock (_lock)
        {
            Search(end, limit);
            return _stages[end] is { } stage && CostOf(stage) <= limit ? stage : null;
        }
    }

    private void Search(int end, double limit)
    {
        while (_stages[end] is null && _open.TryPeek(out var candidate, out var cost) && cost <= limit)
        {
            _open.Dequeue();
            if (_stages[candidate.Landing ^ 1] is null)
            {
                Try(candidate, cost);
            }
        }
    }

    // Every cost in the queue is at most the real one, so what is taken out with its real cost is the best of its crossing.
    private void Try(Candidate candidate, double cost)
    {
        if (candidate.Stage is { } stage)
        {
            var start = candidate.Landing ^ 1;
            _stages[start] = stage;
            for (var end = 0; end < _stages.Length; end++)
            {
                Open(end, stage, _network.Ends[start].At, cost + _network.Bound(end, start));
            }

            return;
        }

        var (done, limit) = (candidate.Next is null ? 0 : CostOf(candidate.Next), Network.FirstLimit(cost));
        var crossing = _network.Ends[candidate.Landing ^ 1].Crossing;
        if (_network.Between(_network.Ends[candidate.Landing].At, candidate.Target, limit - done) is { } way)
        {
            var found = new Stage(crossing, way, candidate.Next);
            _open.Enqueue(candidate with { Stage = found }, CostOf(found));
        }
        else if (!_network.IsBeyond(limit - done))
        {
            _open.Enqueue(candidate, limit);
        }
    }

    private void Open(int landing, Stage? next, Entry target, double bound)
    {
        if (double.IsFinite(bound) && _stages[landing ^ 1] is null)
        {
            _open.Enqueue(new(landing, next, target, null), bound);
        }
    }

    private double CostOf(Stage stage) => _network.Cost(stage.Metres, stage.Delay);

    // The same with straight lines for ways: each round fixes the least that is not fixed (Dijkstra on a table).
    private double[] BoundsOf(double[] ways)
    {
        var bounds = ways.Select((_, end) => ways[end ^ 1] + _network.Ends[end].Crossing.Seconds).ToArray();
        var left = Enumerable.Range(0, bounds.Length).ToHashSet();
        while (left.Count > 0)
        {
            var next = left.MinBy(end => bounds[end]);
            left.Remove(next);
            foreach (var end in left)
            {
                var over = _network.Bound(end ^ 1, next) + _network.Ends[end].Crossing.Seconds + bounds[next];
                bounds[end] = Math.Min(bounds[end], over);
            }
        }

        return bounds;
    }

    /// <param name="Landing">The end at which one leaves the crossing.</param>
    /// <param name="Next">The stage that the way leads to; null if to the goal.</param>
    /// <param name="Target">Where the way leads to.</param>
    /// <param name="Stage">The stage, once the way is known.</param>
    private readonly record struct Candidate(int Landing, Stage? Next, Entry Target, Stage? Stage);
}
