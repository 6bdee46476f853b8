using System.Text;
using TaskForce.TakBridge.Cot;
using static TaskForce.TakBridge.Tests.Cot.Samples;

namespace TaskForce.TakBridge.Tests.Cot;

public sealed class FrameReaderTests
{
    private static FrameReader Xml => new(Largest, Deepest);

    private static FrameReader Binary => new(Largest, Deepest) { IsBinary = true };

    [Fact]
    public void Xml_APositionOfAtak_IsReadWhole()
    {
        var read = Assert.Single(ReadAll(Xml, Bytes(Position))).Event!;

        Assert.Equal(("a-f-G-U-C", "ANDROID-358982070028", "m-g"), (read.Type, read.Uid, read.How));
        Assert.Equal((Noon, Noon, Noon.AddSeconds(375)), (read.Time, read.Start, read.Stale));
        Assert.Equal(new(35.8901, -5.5, 12.5, 8.2, CotPoint.Unknown), read.Point);
        Assert.Equal(("FALKE 7", "Cyan", "182.25", "GPS"), (read.Read("contact", "callsign"), read.Read("__group", "name"), read.Read("track", "course"), read.Read("precisionlocation", "geopointsrc")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stream_SplitAtEveryByte_HoldsTheSameEvents(bool isBinary)
    {
        CotEvent[] sent = [Event("one"), Event("two", new("detail", new System.Xml.Linq.XElement("remarks", "a > b & c < d ]]> -- 'é'"))), Event("three")];
        byte[] all = [.. sent.SelectMany(each => Bytes(each, isBinary))];

        for (var at = 0; at <= all.Length; at++)
        {
            Check(all[..at], all[at..]);
        }

        Check([.. all.Select(each => new[] { each })]);

        void Check(params byte[][] pieces)
        {
            var frames = ReadAll(isBinary ? Binary : Xml, pieces);
            Assert.Equal(sent.Length, frames.Count);
            Assert.All(sent.Zip(frames), pair => Same(pair.First, pair.Second.Event));
        }
    }

    [Fact]
    public void Xml_CommentsCharacterDataAndQuotedMarks_DoNotEndAnEvent()
    {
        var tricky = Position.Replace("<status", "<!-- </event> <a> --><remarks><![CDATA[</event> ]] > <event>]]></remarks><x y='&lt;/event>' z=\"/>\"/><status", StringComparison.Ordinal);

        var frames = ReadAll(Xml, Bytes(tricky + Position));

        Assert.Equal(2, frames.Count(frame => frame.Event is not null));
        Assert.Equal("</event> ]] > <event>", frames[0].Event!.Find("remarks")!.Value);
    }

    [Theory]
    [InlineData("<!DOCTYPE event [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><event>&b;</event>")]
    [InlineData("<!DOCTYPE event SYSTEM \"http://127.0.0.1:1/evil.dtd\"><event/>")]
    [InlineData("<event><!ENTITY xxe SYSTEM \"file:///etc/passwd\"></event>")]
    [InlineData("<![CDATA[x]]><event/>")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("</event>")]
    [InlineData("<event a=<b/>")]
    public void Xml_WhatNoClientSends_EndsTheStream(string text) => Assert.Throws<CotException>(() => ReadAll(Xml, Bytes(text)));

    [Theory]
    [InlineData("<event uid=\"a\" type=\"t\" time=\"now\" start=\"now\" stale=\"now\"><point lat=\"1\" lon=\"1\"/></event>")]
    [InlineData("<event/>")]
    [InlineData("<other/>")]
    [InlineData("<event><point></event></point>")]
    [InlineData("<event>&xxe;</event>")]
    [InlineData("<event a=\"1\" a=\"2\"/>")]
    [InlineData("<event uid=\"a\" type=\"t\" time=\"2030-01-31T12:00:00Z\" start=\"2030-01-31T12:00:00Z\" stale=\"2030-01-31T12:00:00Z\"><point lat=\"NaN\" lon=\"1\"/></event>")]
    public void Xml_NoEvent_IsNamedAndTheNextOneIsRead(string text)
    {
        var frames = ReadAll(Xml, Bytes(text + "\n" + Position));

        Assert.NotEqual("", frames[0].Fault);
        Assert.Equal("ANDROID-358982070028", frames[^1].Event?.Uid);
    }

    [Fact]
    public void Xml_LargerThanAllowed_EndsTheStreamBeforeItIsWhole()
    {
        var text = $"<event>{new string('a', Largest)}";

        Assert.Throws<CotException>(() => ReadAll(Xml, Bytes(text)));
    }

    [Fact]
    public void Xml_NestedTooDeep_EndsTheStream() =>
        Assert.Throws<CotException>(() => ReadAll(Xml, Bytes(string.Concat(Enumerable.Repeat("<a>", Deepest + 1)))));

    [Theory]
    [InlineData(new byte[] { 0xbf, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(new byte[] { 0xbf, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    [InlineData(new byte[] { 0xbf, 0x81, 0x20 })]
    [InlineData(new byte[] { 0x3c, 0x65 })]
    public void Binary_NoFrameOrOneTooLarge_EndsTheStream(byte[] bytes) => Assert.Throws<CotException>(() => ReadAll(Binary, bytes));

    [Fact]
    public void Binary_FaultyMessage_IsNamedAndTheNextOneIsRead()
    {
        var frames = ReadAll(Binary, [0xbf, 3, 0x12, 0x7f, 0x01, .. Bytes(Event(), isBinary: true)]);

        Assert.Equal([false, true], frames.Select(frame => frame.Event is not null));
        Assert.NotEqual("", frames[0].Fault);
    }

    [Theory]
    [InlineData("</detail><detail>")]
    [InlineData("<!DOCTYPE a>")]
    [InlineData("<a>")]
    [InlineData("&xxe;")]
    public void Binary_DetailThatIsNoXml_IsNoEvent(string xml)
    {
        var message = new Tak.V1.TakMessage { CotEvent = new() { Type = "a-f-G", Uid = "u", Detail = new() { XmlDetail = xml } } };

        Assert.Throws<CotException>(() => TakMessages.Read(Google.Protobuf.MessageExtensions.ToByteArray(message), Deepest));
    }

    [Fact]
    public void Binary_KnownElements_AreFieldsAndNotXml()
    {
        var read = ReadAll(Xml, Bytes(Position))[0].Event!;

        var message = Tak.V1.TakMessage.Parser.ParseFrom(TakMessages.Write(read));

        var detail = message.CotEvent.Detail;
        Assert.Equal(("FALKE 7", "*:-1:stcp", "Cyan", "GPS", 182.25), (detail.Contact.Callsign, detail.Contact.Endpoint, detail.Group.Name, detail.PrecisionLocation.Geopointsrc, detail.Track.Course));
        Assert.Equal((ulong)Noon.ToUnixTimeMilliseconds(), message.CotEvent.SendTime);
        Assert.DoesNotContain("contact", detail.XmlDetail, StringComparison.Ordinal);
        Same(read, TakMessages.Read(Google.Protobuf.MessageExtensions.ToByteArray(message), Deepest));
    }

    [Fact]
    public void Binary_OnTheWire_IsWhatTheProtocolSays()
    {
        var bytes = Bytes(Event("u"), isBinary: true);

        // 0xbf, the length, then field 2 (the event), whose field 1 is the type.
        Assert.Equal((FrameReader.Magic, (byte)(bytes.Length - 2), (byte)0x12), (bytes[0], bytes[1], bytes[2]));
        Assert.Equal("a-f-G", Encoding.ASCII.GetString(bytes, 6, bytes[5]));
    }
}
