namespace TaskForce.Geolocation.Travel.Maps;

/// <summary>What it costs to pass from one nation's land to another's.</summary>
internal sealed class Borders
{
    private const int Owners = 256;

    private readonly NationMap _map;
    private readonly float[] _seconds = new float[Owners * Owners];

    public Borders(NationMap map, TravelOptions travel)
    {
        _map = map;
        var pairs = new Dictionary<(string, string), float>();
        foreach (var nations in travel.OpenBorders.Select(group => group.Nations))
        {
            nations.SelectMany(_ => nations, (a, b) => (a, b)).ToList().ForEach(pair => pairs[pair] = 0);
        }

        foreach (var border in travel.Borders)
        {
            var (a, b) = (border.Between[0], border.Between[1]);
            pairs[(a, b)] = pairs[(b, a)] = border.Closed ? float.PositiveInfinity : (float)border.Delay.TotalSeconds;
        }

        var usual = (float)travel.BorderDelay.TotalSeconds;
        for (var a = 1; a < map.OwnerCount; a++)
        {
            for (var b = 1; b < map.OwnerCount; b++)
            {
                var (from, to) = (map.CodeOf((byte)a), map.CodeOf((byte)b));
                _seconds[(a * Owners) + b] = from == to ? 0 : pairs.GetValueOrDefault((from, to), usual);
            }
        }
    }

    /// <summary>Seconds; infinite if the border is closed, 0 at sea.</summary>
    public float Between(byte from, byte to) => _seconds[(from * Owners) + to];

    /// <summary>Both sides, for people.</summary>
    public string Name(byte from, byte to) => $"{_map.CodeOf(from)}–{_map.CodeOf(to)}";
}
