using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;

namespace TaskForce.Gateway.OpenApi;

/// <summary>The schemas of messages and enums in their JSON form, each written once and referred to.</summary>
internal sealed class SchemaBook(ContractComments comments)
{
    /// <summary>Every schema that was referred to, by full name.</summary>
    public SortedDictionary<string, JsonObject> Schemas { get; } = new(StringComparer.Ordinal);

    /// <summary>A message, without the fields that something else than the body holds.</summary>
    public JsonObject Refer(MessageDescriptor message, params IReadOnlyList<string> omit)
    {
        if (WellKnown.Schema(message) is { } known)
        {
            return known;
        }

        if (Schemas.TryAdd(message.FullName, []))
        {
            Describe(Schemas[message.FullName], message, omit);
        }

        return Reference(message);
    }

    /// <summary>One field, with its comment.</summary>
    public JsonObject Field(FieldDescriptor field)
    {
        var schema = field switch
        {
            { IsMap: true } => new() { ["type"] = "object", ["additionalProperties"] = Single(field.MessageType.FindFieldByNumber(2)) },
            { IsRepeated: true } => new() { ["type"] = "array", ["items"] = Single(field) },
            _ => Single(field),
        };
        var isOutput = Has(field, FieldBehavior.OutputOnly);
        if (schema.ContainsKey("$ref") && (isOutput || comments.Of(field) is not null))
        {
            // Beside a reference nothing else counts.
            schema = new() { ["allOf"] = new JsonArray(schema) };
        }

        Comment(schema, field);
        if (isOutput)
        {
            schema["readOnly"] = true;
        }

        return schema;
    }

    private void Describe(JsonObject schema, MessageDescriptor message, IReadOnlyList<string> omit)
    {
        FieldDescriptor[] fields = [.. message.Fields.InDeclarationOrder().Where(field => !omit.Contains(field.Name))];
        schema["type"] = "object";
        Comment(schema, message);
        schema["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.JsonName, Field(field))));
        // What a resource needs when it is made need not be said again when it is changed.
        var isResource = message.GetOptions()?.GetExtension(ResourceExtensions.Resource) is not null;
        string[] required = isResource ? [] : [.. fields.Where(field => Has(field, FieldBehavior.Required)).Select(field => field.JsonName)];
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }
    }

    private JsonObject Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => Refer(field.MessageType),
        FieldType.Enum => Refer(field.EnumType),
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.Double => new() { ["type"] = "number", ["format"] = "double" },
        FieldType.Float => new() { ["type"] = "number", ["format"] = "float" },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new() { ["type"] = "integer", ["format"] = "int32" },
        FieldType.UInt32 or FieldType.Fixed32 => new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 0 },
        // JSON numbers lose the last digits of these.
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new() { ["type"] = "string", ["format"] = "int64" },
        FieldType.UInt64 or FieldType.Fixed64 => new() { ["type"] = "string", ["format"] = "uint64" },
        FieldType.Bytes => new() { ["type"] = "string", ["format"] = "byte" },
        _ => new() { ["type"] = "string" },
    };

    private JsonObject Refer(EnumDescriptor type)
    {
        if (Schemas.TryAdd(type.FullName, []))
        {
            var schema = Schemas[type.FullName];
            schema["type"] = "string";
            schema["enum"] = new JsonArray([.. type.Values.Select(value => JsonValue.Create(value.Name))]);
            var lines = type.Values.Select(value => (value.Name, Comment: comments.Of(type, value))).Where(value => value.Comment is not null)
                .Select(value => $"- `{value.Name}`: {value.Comment}");
            schema["description"] = string.Join('\n', [comments.Of(type) ?? "", "", .. lines]).Trim();
        }

        return Reference(type);
    }

    private void Comment(JsonObject schema, IDescriptor element)
    {
        if (comments.Of(element) is { } comment)
        {
            schema["description"] = comment;
        }
    }

    private static JsonObject Reference(IDescriptor element) => new() { ["$ref"] = $"#/components/schemas/{element.FullName}" };

    private static bool Has(FieldDescriptor field, FieldBehavior behavior) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(behavior) ?? false;
}
