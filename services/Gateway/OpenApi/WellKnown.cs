using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Gateway.OpenApi;

/// <summary>The messages whose JSON form is not their fields.</summary>
internal static class WellKnown
{
    /// <summary>The schema, or null for an ordinary message.</summary>
    public static JsonObject? Schema(MessageDescriptor message)
    {
        if (message == Timestamp.Descriptor)
        {
            return new() { ["type"] = "string", ["format"] = "date-time" };
        }

        if (message == Duration.Descriptor)
        {
            return new() { ["type"] = "string", ["pattern"] = @"^-?[0-9]+(\.[0-9]{1,9})?s$", ["example"] = "90s" };
        }

        if (message == FieldMask.Descriptor)
        {
            return new() { ["type"] = "string", ["format"] = "field-mask", ["example"] = "description,radiusMetres" };
        }

        if (message == Any.Descriptor)
        {
            return new()
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["@type"] = new JsonObject { ["type"] = "string" } },
                ["additionalProperties"] = true,
            };
        }

        return message == Empty.Descriptor || message == Struct.Descriptor ? new() { ["type"] = "object" } : null;
    }
}
