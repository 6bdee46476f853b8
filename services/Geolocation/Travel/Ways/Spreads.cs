namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>The searches that were used last, by where they begin. Safe for any number of threads.</summary>
internal sealed class Spreads(Ground ground, long mostBytes)
{
    private readonly Dictionary<int, (Spread Spread, long Used)> _kept = [];
    private readonly Lock _lock = new();
    private long _uses;

    /// <summary>How many searches have begun.</summary>
    public int Begun { get; private set; }

    public Spread From(int patch)
    {
        lock (_lock)
        {
            var spread = _kept.TryGetValue(patch, out var kept) ? kept.Spread : new(ground, patch);
            _kept[patch] = (spread, ++_uses);
            if (kept.Spread is null)
            {
                Begun++;
                Trim(patch);
            }

            return spread;
        }
    }

    private void Trim(int newest)
    {
        for (var bytes = _kept.Values.Sum(kept => (long)kept.Spread.Bytes); bytes > mostBytes && _kept.Count > 1;)
        {
            var (patch, (spread, _)) = _kept.Where(kept => kept.Key != newest).MinBy(kept => kept.Value.Used);
            _kept.Remove(patch);
            bytes -= spread.Bytes;
        }
    }
}
