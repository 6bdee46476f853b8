using System.Buffers.Binary;

namespace TaskForce.Fuzz.Cases;

/// <summary>The five bytes in which gRPC wraps a message: a flag and the length.</summary>
internal static class Frames
{
    public const int Prefix = 5;

    public static byte[] Wrap(ReadOnlySpan<byte> message, byte flag = 0)
    {
        var frame = new byte[Prefix + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(Prefix));
        return frame;
    }

    /// <summary>The complete frames at the beginning of a body.</summary>
    public static IEnumerable<(byte Flag, byte[] Message)> Read(byte[] body)
    {
        var at = 0;
        while (body.Length - at >= Prefix)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(at + 1));
            if (length < 0 || length > body.Length - at - Prefix)
            {
                yield break;
            }

            yield return (body[at], body[(at + Prefix)..(at + Prefix + length)]);
            at += Prefix + length;
        }
    }
}
