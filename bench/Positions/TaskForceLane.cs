using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Geolocation.V1;

namespace TaskForce.Positions;

/// <summary>A stream. Requests are written as bytes, as a device that is short of power would: what is measured is the service.</summary>
internal sealed class TaskForceLane : ILane
{
    private static readonly Method<byte[], StreamPositionsResponse> Stream = new(
        MethodType.DuplexStreaming, "taskforce.geolocation.v1.PositionService", "StreamPositions",
        Marshallers.Create(bytes => bytes, bytes => bytes),
        Marshallers.Create(response => response.ToByteArray(), StreamPositionsResponse.Parser.ParseFrom));

    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<byte[], StreamPositionsResponse> _call;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private long _sent;
    private long _acknowledged;

    public TaskForceLane(GrpcChannel channel, Metadata headers, Wire wire)
    {
        (_channel, Wire) = (channel, wire);
        _call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(Stream, null, new CallOptions(headers));
    }

    public Wire Wire { get; }

    public Task SendAsync(Fleet fleet, Round subjects, int count, int report, long? time)
    {
        _buffer.ResetWrittenCount();
        Varint(0x08, (ulong)++_sent);
        var first = time ?? fleet.NextTime(count);
        for (var i = 0; i < count; i++)
        {
            Write(fleet.NameOf(subjects.At(i)), fleet.PlaceOf(subjects.At(i), report), first + (time is null ? i : 0) - DateTime.UnixEpoch.Ticks);
        }

        return _call.RequestStream.WriteAsync(_buffer.WrittenSpan.ToArray());
    }

    public async Task<int> AcknowledgedAsync(int batchSize)
    {
        if (!await _call.ResponseStream.MoveNext(default) || _call.ResponseStream.Current.Outcomes.Count > 0)
        {
            throw new InvalidOperationException("A report was not stored.");
        }

        var count = _call.ResponseStream.Current.AcknowledgedSequence - _acknowledged;
        _acknowledged += count;
        return (int)count;
    }

    public void Dispose()
    {
        _call.Dispose();
        _channel.Dispose();
    }

    // A PositionReport: subject, location of two doubles, event time of seconds and nanoseconds.
    private void Write(ReadOnlySpan<byte> name, (double Latitude, double Longitude) place, long ticks)
    {
        var span = _buffer.GetSpan(128);
        var at = 3 + Put(span[3..], 0x0A, (ulong)name.Length);
        name.CopyTo(span[at..]);
        at += name.Length;
        span[at++] = 0x12;
        span[at++] = 18;
        span[at++] = 0x09;
        BinaryPrimitives.WriteDoubleLittleEndian(span[at..], place.Latitude);
        span[at + 8] = 0x11;
        BinaryPrimitives.WriteDoubleLittleEndian(span[(at + 9)..], place.Longitude);
        at += 17;
        span[at] = 0x1A;
        var time = at + 2;
        time += Put(span[time..], 0x08, (ulong)(ticks / TimeSpan.TicksPerSecond));
        time += Put(span[time..], 0x10, (ulong)(ticks % TimeSpan.TicksPerSecond * 100));
        span[at + 1] = (byte)(time - at - 2);
        // Two bytes of length, whether needed or not.
        span[0] = 0x12;
        span[1] = (byte)(((time - 3) & 0x7F) | 0x80);
        span[2] = (byte)((time - 3) >> 7);
        _buffer.Advance(time);
    }

    private void Varint(byte tag, ulong value) => _buffer.Advance(Put(_buffer.GetSpan(16), tag, value));

    private static int Put(Span<byte> span, byte tag, ulong value)
    {
        var at = 0;
        span[at++] = tag;
        for (; value >= 0x80; value >>= 7)
        {
            span[at++] = (byte)(value | 0x80);
        }

        span[at++] = (byte)value;
        return at;
    }
}
