using Google.Protobuf;
using Grpc.Core;
using TaskForce.Geolocation.V1;

namespace TaskForce.MapWatch;

/// <summary>Counts the positions of a map from its bytes: one process stands for hundreds that would each make objects of their own.</summary>
internal static class MapBytes
{
    private const uint Changes = (4 << 3) | 2;
    private const uint EventTimeMillis = 7 << 3;

    public static Method<WatchPositionsRequest, byte[]> Watch { get; } = new(
        MethodType.ServerStreaming, "taskforce.geolocation.v1.PositionService", "WatchPositions",
        Marshallers.Create(request => request.ToByteArray(), WatchPositionsRequest.Parser.ParseFrom), Marshallers.Create(bytes => bytes, bytes => bytes));

    public static void Count(byte[] message, Counts counts)
    {
        counts.AddBytes(message.Length);
        for (var at = 0; at < message.Length;)
        {
            var tag = Read(message, ref at);
            if (tag == Changes)
            {
                var end = (int)Read(message, ref at);
                end += at;
                CountEntry(message, at, end, counts);
                at = end;
            }
            else
            {
                Skip(message, tag, ref at);
            }
        }
    }

    private static void CountEntry(byte[] message, int at, int end, Counts counts)
    {
        while (at < end)
        {
            var tag = Read(message, ref at);
            if (tag == EventTimeMillis)
            {
                counts.AddPosition((long)Read(message, ref at));
                return;
            }

            Skip(message, tag, ref at);
        }
    }

    private static void Skip(byte[] message, ulong tag, ref int at)
    {
        switch (tag & 7)
        {
            case 0:
                Read(message, ref at);
                break;
            case 2:
                var length = (int)Read(message, ref at);
                at += length;
                break;
            default:
                at += 4;
                break;
        }
    }

    private static ulong Read(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
