using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Grows as numbers are written into it; small ones take little room.</summary>
/// <param name="room">How many bytes it has room for before it grows.</param>
internal sealed class ByteBuffer(int room = 64 * 1024)
{
    private byte[] _bytes = new byte[room];

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    /// <summary>What was written, until more is.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public void Write(byte value) => Room(1)[Length++] = value;

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void WriteVarint(ulong value)
    {
        var bytes = Room(10);
        var at = Length;
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[at++] = (byte)value;
        Length = at;
    }

    /// <summary>Small whether more or less than 0.</summary>
    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteInt(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(4).AsSpan(Length), value);
        Length += 4;
    }

    public void WriteFloat(float value) => WriteInt(BitConverter.SingleToInt32Bits(value));

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length).AsSpan(Length));
        Length += bytes.Length;
    }

    public void Write(ByteBuffer other) => Write(other._bytes.AsSpan(0, other.Length));

    public void WriteText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteVarint((ulong)bytes.Length);
        Write(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte[] Room(int more)
    {
        if (Length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
        }

        return _bytes;
    }
}

/// <summary>Reads what a <see cref="ByteBuffer"/> holds.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; set; }

    public readonly bool IsAtEnd => Position >= _bytes.Length;

    public byte Read() => _bytes[Position++];

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = _bytes[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    public long ReadSigned()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadInt()
    {
        Position += 4;
        return BinaryPrimitives.ReadInt32LittleEndian(_bytes[(Position - 4)..]);
    }

    public float ReadFloat() => BitConverter.Int32BitsToSingle(ReadInt());

    public string ReadText()
    {
        var length = (int)ReadVarint();
        Position += length;
        return Encoding.UTF8.GetString(_bytes.Slice(Position - length, length));
    }
}
