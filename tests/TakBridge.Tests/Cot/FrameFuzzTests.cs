using System.Xml.Linq;
using CsCheck;
using TaskForce.TakBridge.Cot;
using static TaskForce.TakBridge.Tests.Cot.Samples;

namespace TaskForce.TakBridge.Tests.Cot;

/// <summary>Whatever comes, a reader takes it, names what is wrong, or ends the stream; it never fails in another way.</summary>
public sealed class FrameFuzzTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["abcXYZ <>&\"'\r\n\té漢]-!?/="], 0, 30];

    private static readonly string[] Parts =
        ["<", ">", "/", "event", " ", "=", "\"", "'", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&", ";", "detail", "point", "&#0;", "&#xFFFF;", "xmlns:a", ":", "é", "\0"];

    private static readonly Gen<CotEvent> Events =
        from uid in Gen.String[Gen.Char["abc-&<\"'é"], 1, 12]
        from latitude in Gen.Int[-900_000_000, 900_000_000]
        from longitude in Gen.Int[-1_800_000_000, 1_800_000_000]
        from error in Gen.Int[0, 100_000]
        from seconds in Gen.Int[0, 1_000_000]
        from callsign in Text
        from remarks in Text
        from course in Gen.Int[0, 3599]
        select new CotEvent("a-f-G-U-C", uid, "m-g", Noon.AddSeconds(seconds), Noon, Noon.AddSeconds(2L * seconds), new(latitude / 1e7, longitude / 1e7, 12, error, CotPoint.Unknown), new("detail",
            new XElement("contact", new XAttribute("callsign", callsign)), new XElement("remarks", remarks.ReplaceLineEndings(" ").Trim()),
            new XElement("track", new XAttribute("speed", "1.5"), new XAttribute("course", XmlEvents.Text(course / 10.0)))));

    [Fact]
    public void RandomBytes_NeverFailOtherwiseThanByName() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Bool).Sample((bytes, isBinary) => Survives(isBinary, [bytes]), iter: 20_000);

    [Fact]
    public void RandomMarkup_NeverFailsOtherwiseThanByName() =>
        Gen.Int[0, Parts.Length - 1].Select(part => Parts[part]).Array[0, 40].Sample(parts => Survives(false, [Bytes("<event " + string.Concat(parts))]), iter: 20_000);

    [Fact]
    public void ValidEventWithOneByteChanged_NeverFailsOtherwiseThanByName() =>
        Gen.Select(Events, Gen.Bool, Gen.Int[0, 100_000], Gen.Byte).Sample((sent, isBinary, at, value) =>
        {
            var bytes = Bytes(sent, isBinary);
            bytes[at % bytes.Length] = value;
            Survives(isBinary, [bytes]);
        }, iter: 10_000);

    [Fact]
    public void AnyEvent_IsReadAsItWasWritten() =>
        Gen.Select(Events, Gen.Bool, Gen.Int[0, 100_000]).Sample((sent, isBinary, cut) =>
        {
            var bytes = Bytes(sent, isBinary);
            cut %= bytes.Length + 1;

            var frames = ReadAll(new(Largest, Deepest) { IsBinary = isBinary }, bytes[..cut], bytes[cut..]);

            Same(sent, Assert.Single(frames).Event);
        }, iter: 5_000);

    private static void Survives(bool isBinary, IEnumerable<byte[]> pieces)
    {
        try
        {
            ReadAll(new(Largest, Deepest) { IsBinary = isBinary }, pieces);
        }
        catch (CotException)
        {
            // It said what is wrong.
        }
    }
}
