using System.Buffers.Binary;
using System.Text.Unicode;

namespace TaskForce.Geolocation.Positions;

/// <summary>Reads the protobuf wire format as its specification demands: any order, any field twice, unknown fields passed over.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding</remarks>
internal ref struct WireReader(ReadOnlySpan<byte> bytes, int start)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int StartGroup = 3;
    private const int EndGroup = 4;
    private const int Fixed32 = 5;
    private const int MostDepth = 100;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>From the beginning of all that was given.</summary>
    public int Position { get; private set; } = start;

    /// <summary>A field's number and wire type in one; false at the end.</summary>
    public bool TryReadTag(out uint tag)
    {
        tag = Position < _bytes.Length ? ReadFieldTag() : 0;
        return tag != 0;
    }

    public ulong ReadVarint()
    {
        var (value, shift) = (0UL, 0);
        while (shift < 70)
        {
            var next = Take(1)[0];
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if (next < 0x80)
            {
                return value;
            }

            shift += 7;
        }

        throw Malformed();
    }

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Passes over the bytes of a message or text; where they begin and how many they are.</summary>
    public (int Start, int Length) ReadBytes()
    {
        var length = (int)ReadVarint();
        var start = Position;
        Take(length);
        return (start, length);
    }

    /// <summary>The same of a text.</summary>
    public (int Start, int Length) ReadText()
    {
        var (start, length) = ReadBytes();
        return Utf8.IsValid(_bytes.Slice(start, length)) ? (start, length) : throw Malformed();
    }

    /// <summary>A reader of a message within this one, which this one passes over.</summary>
    public WireReader ReadMessage()
    {
        var (start, length) = ReadBytes();
        return new(_bytes[..(start + length)], start);
    }

    /// <summary>Passes over a field that is not known.</summary>
    public void Skip(uint tag, int depth = 0)
    {
        switch (tag & 7)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Take(8);
                break;
            case Bytes:
                ReadBytes();
                break;
            case StartGroup when depth < MostDepth:
                SkipGroup(tag, depth);
                break;
            case Fixed32:
                Take(4);
                break;
            default:
                throw Malformed();
        }
    }

    private void SkipGroup(uint tag, int depth)
    {
        var end = tag - StartGroup + EndGroup;
        for (var next = ReadFieldTag(); next != end; next = ReadFieldTag())
        {
            Skip(next, depth + 1);
        }
    }

    private uint ReadFieldTag() => (uint)ReadVarint() is var tag && tag >> 3 != 0 ? tag : throw Malformed();

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)(_bytes.Length - Position))
        {
            throw Malformed();
        }

        Position += length;
        return _bytes.Slice(Position - length, length);
    }

    private static DomainException Malformed() => new(Fault.Invalid, "MALFORMED_MESSAGE", "The request is no message of this method: its bytes end early or make no sense.");
}
