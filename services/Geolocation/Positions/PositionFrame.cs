using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Audit;

namespace TaskForce.Geolocation.Positions;

/// <summary>A <see cref="V1.PositionEvent"/> on its way out: for a map its bytes, which are never made objects here, or else the event.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class PositionFrame : IShowing
{
    private readonly V1.PositionEvent? _event;
    private readonly ByteBuffer? _bytes;

    public PositionFrame(V1.PositionEvent change) => (_event, Shown) = (change, []);

    /// <param name="bytes">The buffer may be used again when the frame has been written.</param>
    /// <param name="shown">Whom it shows for the first time.</param>
    public PositionFrame(ByteBuffer bytes, IReadOnlyCollection<(string Name, string Nation)> shown) => (_bytes, Shown) = (bytes, shown);

    public IMessage? Message => _event;

    public IReadOnlyCollection<(string Name, string Nation)> Shown { get; }

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
