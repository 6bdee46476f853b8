using System.Text.RegularExpressions;

namespace TaskForce.Kubernetes.Tests;

/// <summary>What the operator brings, as the table of docs/kubernetes.md has it: nobody is asked for less, or for more, than is used.</summary>
internal static partial class Brought
{
    /// <summary>The keys of each, by kind and name.</summary>
    public static IReadOnlyDictionary<(string Kind, string Name), string[]> All { get; } = Read();

    private static Dictionary<(string Kind, string Name), string[]> Read()
    {
        var text = File.ReadAllText(Repository.Path("docs", "kubernetes.md"));
        var table = text[text.IndexOf("<!-- brought -->", StringComparison.Ordinal)..text.IndexOf("<!-- /brought -->", StringComparison.Ordinal)];
        return table.Split('\n').Select(line => Row().Match(line)).Where(row => row.Success)
            .ToDictionary(row => (row.Groups[1].Value, row.Groups[2].Value), row => Key().Matches(row.Groups[3].Value).Select(key => key.Groups[1].Value).ToArray());
    }

    [GeneratedRegex(@"^\| (Secret|ConfigMap) \| `([^`]+)` \| ([^|]+) \|")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Key();
}
