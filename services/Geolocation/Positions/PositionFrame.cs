using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>A <see cref="V1.PositionEvent"/> on its way out: for a map its bytes, which are never made objects here, or else the event.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class PositionFrame
{
    private readonly V1.PositionEvent? _event;
    private readonly ByteBuffer? _bytes;

    public PositionFrame(V1.PositionEvent change) => _event = change;

    /// <summary>The buffer may be used again when the frame has been written.</summary>
    public PositionFrame(ByteBuffer bytes) => _bytes = bytes;

    public static Marshaller<PositionFrame> Marshaller { get; } = new((frame, context) => frame.Write(context), _ => throw new NotSupportedException("A server only writes it."));

    private void Write(SerializationContext context)
    {
        context.SetPayloadLength(_event?.CalculateSize() ?? _bytes!.Length);
        if (_event is not null)
        {
            _event.WriteTo(context.GetBufferWriter());
        }
        else
        {
            context.GetBufferWriter().Write(_bytes!.Written);
        }

        context.Complete();
    }

    // For REST, which knows how to write the event.
    private sealed class Converter : JsonConverter<PositionFrame>
    {
        public override PositionFrame Read(ref Utf8JsonReader reader, System.Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A server only writes it.");

        public override void Write(Utf8JsonWriter writer, PositionFrame value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value._event ?? V1.PositionEvent.Parser.ParseFrom(value._bytes!.Written), options);
    }
}
