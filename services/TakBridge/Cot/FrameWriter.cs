using System.Buffers;

namespace TaskForce.TakBridge.Cot;

/// <summary>Writes events as the other side reads them.</summary>
internal static class FrameWriter
{
    /// <summary>Writes one event.</summary>
    public static void Write(CotEvent value, bool isBinary, IBufferWriter<byte> output)
    {
        if (!isBinary)
        {
            output.Write(XmlEvents.Write(value));
            // Where somebody reads line by line.
            output.Write("\n"u8);
            return;
        }

        var payload = TakMessages.Write(value);
        output.Write([FrameReader.Magic]);
        var rest = (uint)payload.Length;
        for (; rest >= 0x80; rest >>= 7)
        {
            output.Write([(byte)(rest | 0x80)]);
        }

        output.Write([(byte)rest]);
        output.Write(payload);
    }
}
