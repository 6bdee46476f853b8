using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>Writes a <see cref="V1.MapPosition"/> and what it stands in, as bytes.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding: fields may stand in any order, so that the name follows what is shared by all who watch.</remarks>
internal static class MapEntry
{
    /// <summary>The most bytes of an entry without a name: all of its fields, as long as they can be.</summary>
    public const int MostBytes = 56;

    private const int Varint = 0;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    // Of PositionEvent.
    private const int Sequence = 1;
    private const int Type = 2;
    private const int Changes = 4;

    // Of MapPosition.
    private const int Number = 1;
    private const int Subject = 2;
    private const int Nation = 3;
    private const int Left = 4;
    private const int Latitude = 5;
    private const int Longitude = 6;
    private const int EventTimeMillis = 7;
    private const int State = 8;
    private const int UncertaintyMetres = 9;
    private const int HeadingDegrees = 10;
    private const int SpeedDmps = 11;

    /// <summary>Writes the fields of an entry without the name.</summary>
    public static void Write(ByteBuffer buffer, in MapDot dot, string nation)
    {
        WriteNumber(buffer, Number, dot.Subject);
        WriteFixed(buffer, Latitude, dot.Latitude);
        WriteFixed(buffer, Longitude, dot.Longitude);
        WriteNumber(buffer, EventTimeMillis, (dot.EventTime - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);
        WriteNumber(buffer, State, (long)dot.State);
        WriteNumber(buffer, UncertaintyMetres, (long)Math.Min(Math.Ceiling(dot.Radius), int.MaxValue));
        WriteRounded(buffer, HeadingDegrees, dot.HeadingDegrees);
        WriteRounded(buffer, SpeedDmps, dot.SpeedMps * 10);
        if (nation.Length > 0)
        {
            WriteTag(buffer, Nation, Bytes);
            buffer.WriteText(nation);
        }
    }

    /// <summary>Adds an entry to an event.</summary>
    public static void Add(ByteBuffer message, ReadOnlySpan<byte> fields)
    {
        WriteTag(message, Changes, Bytes);
        message.WriteVarint((ulong)fields.Length);
        message.Write(fields);
    }

    /// <summary>The same with the name.</summary>
    public static void Add(ByteBuffer message, ReadOnlySpan<byte> fields, ReadOnlySpan<byte> subject, string nation)
    {
        // Tag and length take two bytes for the nation; for the subject, whose length may take two, one more.
        var length = fields.Length + 2 + (subject.Length < 0x80 ? 0 : 1) + subject.Length + 2 + nation.Length;
        WriteTag(message, Changes, Bytes);
        message.WriteVarint((ulong)length);
        message.Write(fields);
        WriteTag(message, Subject, Bytes);
        message.WriteVarint((ulong)subject.Length);
        message.Write(subject);
        WriteTag(message, Nation, Bytes);
        message.WriteText(nation);
    }

    /// <summary>Writes the fields of an entry that takes a subject off the map.</summary>
    public static void WriteLeft(ByteBuffer buffer, int subject, bool isWithheld)
    {
        WriteNumber(buffer, Number, subject);
        WriteNumber(buffer, Left, 1);
        if (isWithheld)
        {
            WriteNumber(buffer, State, (long)V1.Position.Types.State.Withheld);
        }
    }

    /// <summary>Ends an event.</summary>
    public static void Close(ByteBuffer message, long sequence)
    {
        WriteNumber(message, Sequence, sequence);
        WriteNumber(message, Type, (long)V1.PositionEvent.Types.Type.Changed);
    }

    // A value that is there is written also if it is 0: some of these fields tell absence from 0.
    private static void WriteNumber(ByteBuffer buffer, int field, long value)
    {
        WriteTag(buffer, field, Varint);
        buffer.WriteVarint((ulong)value);
    }

    private static void WriteFixed(ByteBuffer buffer, int field, int value)
    {
        WriteTag(buffer, field, Fixed32);
        buffer.WriteInt(value);
    }

    private static void WriteRounded(ByteBuffer buffer, int field, float value)
    {
        if (!float.IsNaN(value))
        {
            WriteNumber(buffer, field, (long)Math.Round(Math.Clamp(value, 0, int.MaxValue)));
        }
    }

    private static void WriteTag(ByteBuffer buffer, int field, int type) => buffer.Write((byte)((field << 3) | type));
}
