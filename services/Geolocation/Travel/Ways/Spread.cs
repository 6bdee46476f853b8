using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>
/// The least costly ways from one patch to all others (Dijkstra), found as far as was asked for and no farther: one search answers for
/// every origin. Safe for any number of threads.
/// </summary>
internal sealed class Spread
{
    private const int PageSize = 128;

    private readonly Ground _ground;
    private readonly Lock _lock = new();
    private readonly Label[]?[] _pages;
    private readonly PriorityQueue<int, float> _frontier = new();
    private int _pageCount;

    public Spread(Ground ground, int source)
    {
        _ground = ground;
        _pages = new Label[]?[(ground.Grid.Count / PageSize) + 1];
        LabelOf(source) = new(0, 0, null);
        _frontier.Enqueue(source, 0);
    }

    /// <summary>About how much memory it takes.</summary>
    public int Bytes => (_pageCount * PageSize * 16) + (_pages.Length * 8);

    /// <summary>The way to a patch, from middle to middle of the cells; null if it costs more than the limit in seconds.</summary>
    public Way? To(int target, double limit)
    {
        lock (_lock)
        {
            while (!LabelOf(target).Settled && _frontier.TryPeek(out var patch, out var cost) && cost <= limit)
            {
                _frontier.Dequeue();
                Settle(patch);
            }

            ref readonly var label = ref LabelOf(target);
            return label.Settled && (label.Metres * _ground.Pace) + label.Delay <= limit ? new(label.Metres, label.Delay, label.Borders) : null;
        }
    }

    private void Settle(int patch)
    {
        ref var label = ref LabelOf(patch);
        if (!label.Settled)
        {
            label.Settle();
            var steps = new Steps(_ground, patch);
            while (steps.MoveNext())
            {
                Relax(label, steps.Patch, steps.Via, patch, steps.Metres);
            }
        }
    }

    private void Relax(in Label from, int to, int via, int patch, float metres)
    {
        ref var label = ref LabelOf(to);
        if (label.Settled)
        {
            return;
        }

        var border = _ground.Border(patch, via) + _ground.Border(via, to);
        var (newMetres, delay) = (from.Metres + metres, from.Delay + border);
        var cost = (newMetres * _ground.Pace) + delay;
        if (float.IsFinite(border) && (!label.Known || cost < (label.Metres * _ground.Pace) + label.Delay))
        {
            label = new(newMetres, delay, border > 0 ? Stops(from.Borders, patch, via, to) : from.Borders);
            _frontier.Enqueue(to, cost);
        }
    }

    // A way begins where the search went to, so the borders are noted from there.
    private BorderStop? Stops(BorderStop? stops, int patch, int via, int to) => Stop(Stop(stops, patch, via), via, to);

    private BorderStop? Stop(BorderStop? stops, int patch, int to) =>
        _ground.Border(patch, to) is > 0 and var seconds ? new(_ground.Grid.OwnerOf(to), _ground.Grid.OwnerOf(patch), seconds, stops) : stops;

    private ref Label LabelOf(int patch)
    {
        ref var page = ref _pages[patch / PageSize];
        if (page is null)
        {
            page = new Label[PageSize];
            _pageCount++;
        }

        return ref page[patch % PageSize];
    }

    // 16 bytes: there are tens of thousands of them to a search.
    private struct Label(float metres, float delay, BorderStop? borders)
    {
        // One more than the metres, so that 0 is not known yet; negative once no better way can be found.
        private float _state = metres + 1;

        public readonly float Metres => Math.Abs(_state) - 1;

        public float Delay { get; } = delay;

        public BorderStop? Borders { get; } = borders;

        public readonly bool Known => _state != 0;

        public readonly bool Settled => _state < 0;

        public void Settle() => _state = -_state;
    }
}
