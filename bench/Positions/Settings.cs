using System.Globalization;

namespace TaskForce.Positions;

/// <summary>What the program is told: <c>name=value</c>, <c>name=value,value</c> or a mere <c>name</c>.</summary>
internal sealed class Settings(IEnumerable<string> words)
{
    private readonly Dictionary<string, string> _values = words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");

    /// <summary>How long one row is measured.</summary>
    public double Seconds => Number("seconds", 4);

    public bool Is(string name) => _values.ContainsKey(name);

    public int Number(string name, int usual) => Numbers(name, usual)[0];

    public int[] Numbers(string name, params int[] usual) => _values.TryGetValue(name, out var text)
        ? [.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))]
        : usual;
}
