namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>
/// Compares the way without a crossing and the ways to each end of one. Twice: at first no search goes much farther than the straight
/// line, so that a way round a continent is looked for only while nothing better is known.
/// </summary>
/// <param name="network">The ways.</param>
/// <param name="from">Where the course begins.</param>
/// <param name="to">Where it ends.</param>
/// <param name="done">Room to note for each end of a crossing, and last for the way without one, that it was looked at for good.</param>
internal ref struct CourseSearch(Network network, Spot from, Spot to, Span<bool> done)
{
    private readonly Span<bool> _done = done;
    private double _cost = double.PositiveInfinity;

    public Course? Best { get; private set; }

    public void Run(bool first)
    {
        TryDirect(first);
        Span<bool> tried = stackalloc bool[network.Ends.Count];
        while (NextEnd(tried) is >= 0 and var end)
        {
            tried[end] = true;
            TryEnd(end, first);
        }
    }

    private void TryDirect(bool first)
    {
        var bound = network.Bound(from.Entry, to.Entry);
        if (bound < _cost && !_done[^1])
        {
            var way = network.Between(from.Entry, to.Entry, first ? Math.Min(_cost, Network.FirstLimit(bound)) : _cost);
            _done[^1] = way is not null;
            Take(way, null);
        }
    }

    private void TryEnd(int end, bool first)
    {
        var bound = from.ToEnds[end];
        if (to.Goal.StageAt(end, _cost - bound) is { } stage)
        {
            var left = _cost - network.Cost(stage.Metres, stage.Delay);
            var way = network.Between(from.Entry, network.Ends[end].At, first ? Math.Min(left, Network.FirstLimit(bound)) : left);
            _done[end] = way is not null;
            Take(way, stage);
        }
    }

    // The most promising end that is still to try.
    private readonly int NextEnd(ReadOnlySpan<bool> tried)
    {
        if (tried.Length == 0)
        {
            return -1;
        }

        var (best, bounds, toEnds) = (-1, to.Goal.Bounds, from.ToEnds);
        for (var (end, least) = (0, _cost); end < tried.Length; end++)
        {
            var bound = toEnds[end] + bounds[end];
            if (bound < least && !tried[end] && !_done[end])
            {
                (best, least) = (end, bound);
            }
        }

        return best;
    }

    private void Take(Way? way, Stage? rest)
    {
        if (way is { } found && new Course(found, rest) is var course && network.Cost(course.Metres, course.Delay) is var cost && cost < _cost)
        {
            (Best, _cost) = (course, cost);
        }
    }
}
