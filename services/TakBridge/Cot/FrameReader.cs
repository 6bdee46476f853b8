using System.Buffers;

namespace TaskForce.TakBridge.Cot;

/// <summary>What was read off a stream: a frame, or no event in it.</summary>
/// <param name="Event">The event; null if the frame holds none that can be used.</param>
/// <param name="Fault">Why not; empty if nothing is wrong with it.</param>
internal readonly record struct Frame(CotEvent? Event, string Fault);

/// <summary>
/// Takes the events out of a stream: XML documents one behind the other, or, once that was agreed, frames of the TAK protocol: <c>0xbf</c>, the length as
/// a varint, and a message. One user at a time.
/// </summary>
/// <param name="largest">How many bytes an event may have.</param>
/// <param name="deepest">How deep its elements may nest.</param>
internal sealed class FrameReader(int largest, int deepest)
{
    /// <summary>What each frame of the TAK protocol begins with.</summary>
    public const byte Magic = 0xbf;

    private XmlScanner _scanner = new(deepest);
    private long _scanned;

    /// <summary>Whether frames of the TAK protocol are read; XML is not taken any more then.</summary>
    public bool IsBinary { get; set; }

    /// <summary>Takes the next frame, and what it takes out of the buffer; false if it is not whole yet. Give it the same bytes again, and more.</summary>
    /// <exception cref="CotException">Nobody can tell where the next event begins: the stream is of no use any more.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out Frame frame)
    {
        frame = default;
        if (_scanned == 0)
        {
            SkipBlanks(ref buffer);
        }

        if (buffer.IsEmpty)
        {
            return false;
        }

        return IsBinary ? TryReadMessage(ref buffer, out frame) : TryReadDocument(ref buffer, out frame);
    }

    private bool TryReadDocument(ref ReadOnlySequence<byte> buffer, out Frame frame)
    {
        var reader = new SequenceReader<byte>(buffer.Slice(_scanned));
        while (reader.TryRead(out var next))
        {
            _scanned++;
            var isOver = _scanner.Take(next);
            if (_scanned > largest)
            {
                throw TooLarge();
            }

            if (isOver)
            {
                var document = buffer.Slice(0, _scanned).ToArray();
                buffer = buffer.Slice(_scanned);
                (_scanner, _scanned) = (new(deepest), 0);
                frame = Interpret(() => XmlEvents.Read(document));
                return true;
            }
        }

        frame = default;
        return false;
    }

    private bool TryReadMessage(ref ReadOnlySequence<byte> buffer, out Frame frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer);
        if (reader.TryRead(out var magic) && magic != Magic)
        {
            throw new CotException("A frame does not begin as those of the TAK protocol.");
        }

        if (!TryReadLength(ref reader, out var length) || reader.Remaining < length)
        {
            return false;
        }

        var payload = reader.UnreadSequence.Slice(0, length).ToArray();
        buffer = reader.UnreadSequence.Slice(length);
        frame = Interpret(() => TakMessages.Read(payload, deepest));
        return true;
    }

    private bool TryReadLength(ref SequenceReader<byte> reader, out int length)
    {
        length = 0;
        for (var shift = 0; reader.TryRead(out var next); shift += 7)
        {
            // Five bytes hold more than any event may have.
            var sum = length + ((long)(next & 0x7f) << shift);
            if (shift > 28 || sum > largest)
            {
                throw TooLarge();
            }

            length = (int)sum;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    // Where the next one begins is known: whatever is wrong with this one ends nothing.
    private static Frame Interpret(Func<CotEvent?> read)
    {
        try
        {
            return new(read(), "");
        }
        catch (CotException fault)
        {
            return new(null, fault.Message);
        }
    }

    // Clients end what they send with a line feed.
    private static void SkipBlanks(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny((byte)' ', (byte)'\t', (byte)'\r', (byte)'\n');
        buffer = reader.UnreadSequence;
    }

    private CotException TooLarge() => new($"An event has more than {largest} bytes.");
}
