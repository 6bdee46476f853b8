using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace TaskForce.Kubernetes.Tests;

/// <summary>Everything that an overlay makes, as it was rendered.</summary>
internal sealed class Overlay
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    private static readonly Dictionary<string, Overlay> Read = [];

    private Overlay(string name)
    {
        Name = name;
        Text = File.ReadAllText(Repository.Path("k8s", "rendered", $"{name}.yaml"));
        Documents = [.. Text.Split("\n---\n").Select(text => (text, Parse(text)))];
    }

    /// <summary>Those there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetDirectories(Repository.Path("k8s", "overlays")).Select(directory => System.IO.Path.GetFileName(directory)).Order(StringComparer.Ordinal)];

    /// <summary>Those there are, for theories.</summary>
    public static TheoryData<string> All => [.. Names];

    /// <summary>Those that are for more than a laptop.</summary>
    public static TheoryData<string> Real => [.. Names.Where(name => name != "dev")];

    public string Name { get; }

    public string Text { get; }

    /// <summary>Each object, as text and as JSON.</summary>
    public IReadOnlyList<(string Text, JsonObject Json)> Documents { get; }

    public IEnumerable<V1Deployment> Deployments => Of<V1Deployment>("Deployment");

    public IEnumerable<V1NetworkPolicy> Policies => Of<V1NetworkPolicy>("NetworkPolicy");

    public IEnumerable<V1Service> Services => Documents.Where(document => Kind(document.Json) == "v1/Service").Select(document => Typed<V1Service>(document.Text));

    public bool Has(string kind) => Documents.Any(document => (string?)document.Json["kind"] == kind);

    public static Overlay Get(string name)
    {
        lock (Read)
        {
            return Read.TryGetValue(name, out var known) ? known : Read[name] = new(name);
        }
    }

    /// <summary>An object's <c>apiVersion/kind</c>.</summary>
    public static string Kind(JsonObject document) => $"{document["apiVersion"]}/{document["kind"]}";

    public static string NameOf(JsonObject document) => (string)document["metadata"]!["name"]!;

    /// <summary>The objects of a kind, as JSON.</summary>
    public IEnumerable<JsonObject> Json(string kind) => Documents.Select(document => document.Json).Where(document => (string?)document["kind"] == kind);

    /// <summary>The objects of a kind, read strictly.</summary>
    public IEnumerable<T> Of<T>(string kind) => Documents.Where(document => (string?)document.Json["kind"] == kind).Select(document => Typed<T>(document.Text));

    /// <summary>Reads an object and refuses what it does not know.</summary>
    public static T Typed<T>(string text) => KubernetesYaml.Deserialize<T>(text, strict: true);

    public static JsonObject Parse(string text) => (JsonObject)ToJson(Yaml.Deserialize<object>(text))!;

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create((string)pair.Key, ToJson(pair.Value)))),
        IList<object> list => new JsonArray([.. list.Select(ToJson)]),
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        byte or short or int or long => JsonValue.Create(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        IConvertible number => JsonValue.Create(Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"{value.GetType()} is not of YAML."),
    };
}
