using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>How aggregates are written into a row's body.</summary>
internal static class ResourceJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(), new NameConverters(), new MessageConverters() },
    };

    private sealed class NameConverters : JsonConverterFactory
    {
        public override bool CanConvert(System.Type typeToConvert) => typeToConvert.IsValueType && typeToConvert.GetInterfaces()
            .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IResourceName<>));

        public override JsonConverter CreateConverter(System.Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(NameConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class NameConverter<T> : JsonConverter<T> where T : struct, IResourceName<T>
    {
        public override T Read(ref Utf8JsonReader reader, System.Type typeToConvert, JsonSerializerOptions options) =>
            ResourceName.Parse<T>(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(ResourceName.Format(value));
    }

    private sealed class MessageConverters : JsonConverterFactory
    {
        public override bool CanConvert(System.Type typeToConvert) => typeof(IMessage).IsAssignableFrom(typeToConvert);

        public override JsonConverter CreateConverter(System.Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(MessageConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class MessageConverter<T> : JsonConverter<T> where T : IMessage<T>, new()
    {
        private static readonly MessageParser<T> Parser = new(() => new T());

        public override T Read(ref Utf8JsonReader reader, System.Type typeToConvert, JsonSerializerOptions options) =>
            Parser.ParseFrom(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.ToByteArray());
    }
}
