using Google.Protobuf;
using V1 = TaskForce.Tak.V1;

namespace TaskForce.TakBridge.Cot;

/// <summary>Events as messages of the TAK protocol, version 1.</summary>
internal static class TakMessages
{
    // The latest time of .NET, to the millisecond.
    private static readonly ulong Latest = (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads one message; null if it holds no event.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="deepest">How deep elements may nest.</param>
    /// <exception cref="CotException">It is no such message, or lacks what every event has.</exception>
    public static CotEvent? Read(ReadOnlyMemory<byte> payload, int deepest)
    {
        var message = Parse(payload);
        if (message.CotEvent is not { } read)
        {
            return null;
        }

        if (read.Type.Length == 0 || read.Uid.Length == 0 || !new[] { read.Lat, read.Lon, read.Hae, read.Ce, read.Le }.All(double.IsFinite))
        {
            throw new CotException("The event has no type, no uid or no place.");
        }

        return new(XmlEvents.Clean(read.Type), XmlEvents.Clean(read.Uid), XmlEvents.Clean(read.How), Time(read.SendTime), Time(read.StartTime), Time(read.StaleTime),
            new(read.Lat, read.Lon, read.Hae, read.Ce, read.Le), TakDetail.Read(read.Detail ?? new(), deepest));
    }

    /// <summary>Writes one message.</summary>
    public static byte[] Write(CotEvent value) => new V1.TakMessage
    {
        CotEvent = new()
        {
            Type = value.Type,
            Uid = value.Uid,
            How = value.How,
            SendTime = Millis(value.Time),
            StartTime = Millis(value.Start),
            StaleTime = Millis(value.Stale),
            Lat = value.Point.Latitude,
            Lon = value.Point.Longitude,
            Hae = value.Point.Height,
            Ce = value.Point.CircularError,
            Le = value.Point.LinearError,
            Detail = TakDetail.Write(value.Detail),
        },
    }.ToByteArray();

    private static V1.TakMessage Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return V1.TakMessage.Parser.ParseFrom(payload.Span);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new CotException("The message is none of the TAK protocol.", fault);
        }
    }

    private static DateTimeOffset Time(ulong millis) => millis <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds((long)millis) : throw new CotException("A time is none.");

    private static ulong Millis(DateTimeOffset time) => (ulong)Math.Max(0, time.ToUnixTimeMilliseconds());
}
