using System.Text.Json;
using System.Text.Unicode;

namespace TaskForce.Partners.Stix;

/// <summary>Reads the JSON that anybody may send: bounded in size, depth, objects and texts, without control characters and without a property twice.</summary>
internal static class StixReader
{
    /// <summary>The most bytes of a bundle.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>The most objects of a bundle.</summary>
    public const int MostObjects = 1000;

    private const int MostDepth = 16;
    private const int MostValues = 100_000;
    private const int LongestText = 20_000;
    private const int LongestName = 250;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>The objects of a bundle; its own properties are checked, theirs are only bounded.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>: it is no JSON, or none that is read here.</exception>
    public static IReadOnlyList<JsonElement> Read(byte[] bytes, StixFaults faults)
    {
        if (bytes.Length is 0 or > MostBytes)
        {
            throw StixFaults.Refuse(bytes.Length == 0 ? "is empty" : $"must have at most {MostBytes} bytes, not {bytes.Length}");
        }

        if (!Utf8.IsValid(bytes))
        {
            throw StixFaults.Refuse("is not JSON in UTF-8");
        }

        using var document = Parse(bytes);
        var values = 0;
        Measure(document.RootElement, [], ref values, faults);
        // What is no text at all cannot be looked at any further.
        faults.ThrowIfAny();
        return ObjectsOf(document.RootElement.Clone(), faults);
    }

    private static JsonDocument Parse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException broken)
        {
            throw StixFaults.Refuse($"is not JSON that is read here (line {broken.LineNumber + 1}): at most {MostDepth} levels, and no property twice");
        }
        catch (InvalidOperationException)
        {
            // Half a letter, as an escape in a name, is JSON and no text.
            throw StixFaults.Refuse("has names that are no whole letters");
        }
    }

    private static List<JsonElement> ObjectsOf(JsonElement bundle, StixFaults faults)
    {
        faults.Check(bundle.Text("type") == "bundle", "document.type", "must be bundle");
        faults.Check(StixObject.IsId(bundle.Text("id"), "bundle"), "document.id", "must be bundle-- and a UUID");
        var objects = bundle.Each("objects").ToList();
        faults.Check(objects.Count is > 0 and <= MostObjects, "document.objects", $"must be 1 to {MostObjects} objects");
        return objects.Count <= MostObjects ? objects : [];
    }

    // The way to a value, names and indices, is put into words only for what is wrong. Nothing below a name that is no name is looked at.
    private static void Measure(JsonElement value, List<(string? Name, int Index)> way, ref int values, StixFaults faults)
    {
        if (++values > MostValues)
        {
            throw StixFaults.Refuse($"must not have more than {MostValues} values");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (Blame(IsSound(member.Name, LongestName), way, $"must not have names with control characters or of more than {LongestName}", faults))
                    {
                        Measure(member.Value, (member.Name, 0), way, ref values, faults);
                    }
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Measure(item, (null, index++), way, ref values, faults);
                }

                break;
            case JsonValueKind.String:
                Blame(IsSound(TextOf(value), LongestText), way, $"must be whole letters without control characters, at most {LongestText}", faults);
                break;
        }
    }

    private static void Measure(JsonElement value, (string? Name, int Index) step, List<(string? Name, int Index)> way, ref int values, StixFaults faults)
    {
        way.Add(step);
        Measure(value, way, ref values, faults);
        way.RemoveAt(way.Count - 1);
    }

    private static bool Blame(bool isRight, List<(string? Name, int Index)> way, string description, StixFaults faults) =>
        isRight || (!faults.IsFull && faults.Check(false, string.Concat(way.Select(step => step.Name is null ? $"[{step.Index}]" : $".{step.Name}").Prepend("document")), description));

    private static bool IsSound(string? text, int longest) => text is not null && text.Length <= longest && !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'));

    // The same in a text.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
