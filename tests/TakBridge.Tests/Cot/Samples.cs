using System.Buffers;
using System.Text;
using System.Xml.Linq;
using TaskForce.TakBridge.Cot;

namespace TaskForce.TakBridge.Tests.Cot;

/// <summary>Events to try with.</summary>
internal static class Samples
{
    public const int Largest = 4096;
    public const int Deepest = 16;

    public static DateTimeOffset Noon { get; } = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A position as ATAK sends its own.</summary>
    public const string Position =
        """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <event version="2.0" uid="ANDROID-358982070028" type="a-f-G-U-C" time="2030-01-31T12:00:00.000Z" start="2030-01-31T12:00:00.000Z" stale="2030-01-31T12:06:15.000Z" how="m-g">
          <point lat="35.8901" lon="-5.5" hae="12.5" ce="8.2" le="9999999.0"/>
          <detail><takv os="29" version="4.5" device="X" platform="ATAK-CIV"/><contact endpoint="*:-1:stcp" callsign="FALKE 7"/><__group role="Team Member" name="Cyan"/>
            <precisionlocation altsrc="GPS" geopointsrc="GPS"/><status battery="78"/><track course="182.25" speed="1.5"/></detail>
        </event>
        """;

    public static CotEvent Event(string uid = "unit-1", XElement? detail = null) =>
        new("a-f-G", uid, "m-g", Noon, Noon, Noon.AddMinutes(5), CotPoint.At(35.5, -5.25, 12), detail ?? new("detail", new XElement("contact", new XAttribute("callsign", "FALKE 7"))));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Bytes(CotEvent value, bool isBinary)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(value, isBinary, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Everything that a reader makes of some pieces, which come one by one and stay in the buffer until they are taken.</summary>
    public static List<Frame> ReadAll(FrameReader reader, params IEnumerable<byte[]> pieces)
    {
        var (frames, held) = (new List<Frame>(), Array.Empty<byte>());
        foreach (var piece in pieces)
        {
            held = [.. held, .. piece];
            var buffer = Split(held);
            while (reader.TryRead(ref buffer, out var frame))
            {
                frames.Add(frame);
            }

            held = buffer.ToArray();
        }

        return frames;
    }

    /// <summary>Compares what two events say: an element of XML has no equality of its own.</summary>
    public static void Same(CotEvent expected, CotEvent? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected with { Detail = actual.Detail }, actual);
        Assert.True(XNode.DeepEquals(Sorted(expected.Detail), Sorted(actual.Detail)), $"{expected.Detail}\n{actual.Detail}");
    }

    private static XElement Sorted(XElement element) => new(element.Name, element.Attributes().OrderBy(each => each.Name.LocalName),
        element.HasElements ? element.Elements().OrderBy(each => each.Name.LocalName).Select(Sorted) : element.Value);

    // In segments, as a pipe has them.
    private static ReadOnlySequence<byte> Split(byte[] all)
    {
        if (all.Length < 2)
        {
            return new(all);
        }

        var first = new Segment(all.AsMemory(0, all.Length / 2), 0);
        var last = first.Add(all.AsMemory(all.Length / 2));
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Add(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
