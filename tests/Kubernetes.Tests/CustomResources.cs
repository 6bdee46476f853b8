using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace TaskForce.Kubernetes.Tests;

/// <summary>The schemas of custom resources, made strict: an API server would silently leave out a field that a schema does not have.</summary>
internal static class CustomResources
{
    private static readonly EvaluationOptions Every = new() { OutputFormat = OutputFormat.List };

    private static readonly ConcurrentDictionary<string, JsonSchema?> Schemas = [];

    /// <summary>The schema of an object's kind; null if it is not here.</summary>
    public static JsonSchema? SchemaOf(JsonObject document) => Schemas.GetOrAdd($"{((string)document["apiVersion"]!).Replace('/', '_')}_{document["kind"]}.json", Load);

    private static JsonSchema? Load(string name)
    {
        using var stream = typeof(CustomResources).Assembly.GetManifestResourceStream(name);
        return stream is null ? null : JsonSchema.FromText(Strict(JsonNode.Parse(stream)!).ToJsonString());
    }

    /// <summary>What is wrong with an object.</summary>
    public static IEnumerable<string> FaultsOf(JsonSchema schema, JsonObject document)
    {
        using var parsed = JsonDocument.Parse(document.ToJsonString());
        var result = schema.Evaluate(parsed.RootElement, Every);
        return result.IsValid ? [] : result.Details!.Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value}")).DefaultIfEmpty("is not as its schema has it");
    }

    private static JsonNode Strict(JsonNode node)
    {
        if (node is JsonObject schema)
        {
            foreach (var (_, child) in schema.ToList())
            {
                _ = child is null ? null : Strict(child);
            }

            MakeStrict(schema);
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list.Where(child => child is not null))
            {
                Strict(child!);
            }
        }

        return node;
    }

    private static void MakeStrict(JsonObject schema)
    {
        var isOpen = schema.ContainsKey("x-kubernetes-preserve-unknown-fields") || schema.ContainsKey("additionalProperties");
        // Whatever lies below metadata is Kubernetes' own.
        if ((string?)(schema["type"] as JsonValue) == "object" && schema["properties"] is JsonObject && !isOpen)
        {
            schema["additionalProperties"] = false;
        }

        if (schema["x-kubernetes-int-or-string"] is not null)
        {
            schema.Remove("type");
        }

        foreach (var other in schema.Select(pair => pair.Key).Where(key => key.StartsWith("x-kubernetes-", StringComparison.Ordinal)).ToList())
        {
            schema.Remove(other);
        }
    }
}
