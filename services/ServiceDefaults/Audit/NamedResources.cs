using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>A resource that a message names.</summary>
/// <param name="Name">The name; that of a position is its subject's.</param>
/// <param name="Nation">The nation that owns it, as the message says; empty if it does not.</param>
internal readonly record struct NamedResource(string Name, string Nation);

/// <summary>Finds the resources that a message names, in whichever field: never anything else that is in it.</summary>
internal static class NamedResources
{
    private const int MostLetters = 200;
    private const string Positions = "positions/";

    // What these hold is of the audit log itself, or about to be erased from it.
    private static readonly HashSet<string> Closed = ["taskforce.type.v1.AuditEntry", "taskforce.type.v1.AuditCheckpoint", "taskforce.type.v1.EraseAuditValuesRequest"];

    // Fields that name what the message itself is about, and so what its `nation` owns.
    private static readonly HashSet<string> Own = ["name", "subject", "member", "asset"];

    private static readonly ConcurrentDictionary<MessageDescriptor, Plan> Plans = [];

    private static readonly (MessageDescriptor Type, string[] Pattern)[] Resources = [.. from type in Contracts.Files.SelectMany(file => file.MessageTypes)
        let resource = type.GetOptions()?.GetExtension(ResourceExtensions.Resource)
        where resource is not null
        from pattern in resource.Pattern
        select (type, pattern.Split('/'))];

    private static readonly HashSet<string> Collections = [.. Resources.Select(resource => resource.Pattern[0])];

    // Whose records are not one nation's: missions, teams, hotspots.
    private static readonly HashSet<string> Joint = [.. Resources.Where(resource => resource.Pattern.Length % 2 == 0 && !IsOfOneNation(resource.Type))
        .Select(resource => resource.Pattern[^2])];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> CollectionsBySpan = Collections.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Adds the resources that a message names, each once.</summary>
    /// <param name="message">The message.</param>
    /// <param name="found">Where to.</param>
    /// <param name="outer">The nation of what the message is a part of: a part that names none is of that nation too.</param>
    public static void Collect(IMessage message, HashSet<NamedResource> found, string outer = "")
    {
        var plan = Plans.GetOrAdd(message.Descriptor, Plan.Of);
        var nation = plan.Nation?.GetValue(message) as string is { Length: > 0 } own ? own : outer;
        foreach (var text in plan.Texts)
        {
            var owner = text.IsOwn ? nation : "";
            switch (text.Field.Accessor.GetValue(message))
            {
                case string one:
                    Add(one, text.MayBeAny, owner, found);
                    break;
                case IEnumerable<string> many:
                    foreach (var one in many)
                    {
                        Add(one, text.MayBeAny, owner, found);
                    }

                    break;
            }
        }

        foreach (var inner in plan.Messages)
        {
            switch (inner.Accessor.GetValue(message))
            {
                case IMessage part:
                    Collect(part, found, nation);
                    break;
                case IDictionary map:
                    Collect(map.Values, found, nation);
                    break;
                case IEnumerable parts:
                    Collect(parts, found, nation);
                    break;
            }
        }
    }

    /// <summary>Resources, of which those without a nation have that which the same name was shown with.</summary>
    public static HashSet<NamedResource> WithOwners(HashSet<NamedResource> resources, IEnumerable<NamedResource> shown)
    {
        if (!resources.Any(IsOwnerless))
        {
            return resources;
        }

        var owners = shown.Where(resource => !IsOwnerless(resource)).ToLookup(resource => resource.Name, resource => resource.Nation, StringComparer.Ordinal);
        return owners.Count == 0 ? resources : [.. resources.Select(resource => IsOwnerless(resource) && owners[resource.Name].FirstOrDefault() is { } owner ? resource with { Nation = owner } : resource)];
    }

    /// <summary>Whether a name is of a record that several nations have in common, and that of no person.</summary>
    public static bool IsJoint(string name) => name.Split('/') is [.., var collection, _] && Joint.Contains(collection);

    /// <summary>The paths of the fields that are set in a request.</summary>
    public static IEnumerable<string> FieldsOf(IMessage request, string prefix = "") => request.Descriptor.Fields.InFieldNumberOrder()
        .Where(field => IsSet(field, request)).SelectMany(field => !field.IsRepeated && IsOurs(field)
            ? FieldsOf((IMessage)field.Accessor.GetValue(request), $"{prefix}{field.Name}.").DefaultIfEmpty(prefix + field.Name)
            : [prefix + field.Name]);

    private static bool IsOwnerless(NamedResource resource) => resource.Nation.Length == 0;

    private static bool IsOfOneNation(MessageDescriptor type) => type.GetOptions()?.GetExtension(ReleaseExtensions.Owned)?.Nations is ["nation"];

    private static void Collect(IEnumerable parts, HashSet<NamedResource> found, string outer)
    {
        foreach (IMessage part in parts)
        {
            Collect(part, found, outer);
        }
    }

    private static void Add(string text, bool mayBeAny, string owner, HashSet<NamedResource> found)
    {
        var isPosition = text.StartsWith(Positions, StringComparison.Ordinal);
        var name = text.AsSpan(isPosition ? Positions.Length : 0);
        if (name.Length <= MostLetters && IsName(name, mayBeAny || isPosition))
        {
            found.Add(new(isPosition ? name.ToString() : text, owner));
        }
    }

    private static bool IsName(ReadOnlySpan<char> name, bool mayBeAny)
    {
        var words = 0;
        foreach (var range in name.Split('/'))
        {
            var word = name[range];
            if (!(words % 2 == 0 ? IsCollection(word) : IsId(word)) || (words == 0 && !mayBeAny && !CollectionsBySpan.Contains(word)))
            {
                return false;
            }

            words++;
        }

        return words > 1;
    }

    private static bool IsCollection(ReadOnlySpan<char> word) => word.Length > 0 && char.IsAsciiLetterLower(word[0]) && !word.ContainsAnyExcept(Letters);

    private static bool IsId(ReadOnlySpan<char> word) => word.Length > 0 && word[^1] != '-' && !word.ContainsAnyExcept(IdLetters);

    private static bool IsSet(FieldDescriptor field, IMessage message) => field.Accessor.GetValue(message) switch
    {
        null or false or 0 or 0L or 0.0 or "" => false,
        ByteString bytes => bytes.Length > 0,
        ICollection items => items.Count > 0,
        System.Enum value => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    private static bool IsOurs(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && field.MessageType.FullName.StartsWith("taskforce.", StringComparison.Ordinal);

    /// <summary>Which fields of a kind of message can name resources.</summary>
    private sealed record Plan(IFieldAccessor? Nation, IReadOnlyList<(FieldDescriptor Field, bool IsOwn, bool MayBeAny)> Texts, IReadOnlyList<FieldDescriptor> Messages)
    {
        public static Plan Of(MessageDescriptor type)
        {
            if (Closed.Contains(type.FullName))
            {
                return new(null, [], []);
            }

            var fields = type.Fields.InFieldNumberOrder();
            return new(
                fields.FirstOrDefault(field => field is { Name: "nation", FieldType: FieldType.String, IsRepeated: false })?.Accessor,
                [.. fields.Where(field => field.FieldType == FieldType.String).Select(field => (field, Own.Contains(field.Name), field.Name.StartsWith("subject", StringComparison.Ordinal)))],
                [.. fields.Where(field => IsOurs(field.IsMap ? field.MessageType.FindFieldByNumber(2) : field))]);
        }
    }
}
