using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TaskForce.Tasking.Orders.Packages;

/// <summary>The sentences that exist in several languages, and how instructions say them: <c>[id name=value] English sentence</c>, a line each.</summary>
internal static partial class StandardPhrases
{
    private static readonly string[] Languages = ["en", "de", "fr", "ar"];

    private static readonly Dictionary<string, Dictionary<string, string>> Catalogue = Read();

    /// <summary>The phrases in instructions, in their order. A line that says something else in English than the phrase does is free text.</summary>
    public static IEnumerable<V1.TaskPackage.Types.Phrase> In(string instructions)
    {
        foreach (var line in instructions.Split('\n'))
        {
            if (Line().Match(line) is { Success: true } said && Catalogue.TryGetValue(said.Groups["id"].Value, out var texts))
            {
                var phrase = new V1.TaskPackage.Types.Phrase { Id = said.Groups["id"].Value };
                phrase.Texts.Add(texts.ToDictionary(text => text.Key, text => Spell(text.Value, said)));
                if (phrase.Texts["en"] == said.Groups["text"].Value)
                {
                    yield return phrase;
                }
            }
        }
    }

    private static string Spell(string text, Match said)
    {
        var (names, values) = (said.Groups["name"].Captures, said.Groups["value"].Captures);
        for (var i = 0; i < names.Count; i++)
        {
            text = text.Replace($"{{{{{names[i].Value}}}}}", int.Parse(values[i].Value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        return text;
    }

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        using var stream = typeof(StandardPhrases).Assembly.GetManifestResourceStream("phrases.json")!;
        using var catalogue = JsonDocument.Parse(stream);
        return catalogue.RootElement.EnumerateArray().ToDictionary(
            phrase => phrase.GetProperty("id").GetString()!, phrase => Languages.ToDictionary(language => language, language => phrase.GetProperty(language).GetString()!));
    }

    [GeneratedRegex(@"^\[(?<id>[a-z-]+)(?: (?<name>\w+)=(?<value>[0-9]{1,6}))*\] (?<text>.*)$")]
    private static partial Regex Line();
}
