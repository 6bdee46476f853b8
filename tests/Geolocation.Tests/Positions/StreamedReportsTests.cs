using System.Buffers;
using System.Text;
using CsCheck;
using Google.Protobuf;
using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Tests.Positions;

/// <summary>Our reader of the wire format reads what the generated one reads, and refuses what it refuses.</summary>
public class StreamedReportsTests
{
    private static readonly Gen<byte[]> Number = Gen.OneOf(Gen.ULong, Gen.ULong[0, 300]).Select(Varint);

    // Fields that are known, known ones with another wire type, and unknown ones, groups among them.
    private static readonly Gen<byte[]> Scalar = Gen.OneOf(
        Gen.Select(Gen.UInt[1, 9], Number, (field, value) => Join(Varint(field << 3), value)),
        Gen.Select(Gen.UInt[1, 9], Gen.Byte.Array[8], (field, value) => Join(Varint((field << 3) | 1), value)),
        Gen.Select(Gen.UInt[1, 9], Gen.Byte.Array[4], (field, value) => Join(Varint((field << 3) | 5), value)),
        Gen.Select(Gen.UInt[8, 5000], Gen.Byte.Array[0, 9], (field, value) => Bytes(field, value)),
        Gen.Select(Gen.UInt[1, 9], Number, (field, value) => Join(Varint((field << 3) | 3), Varint(8), value, Varint((field << 3) | 4))));

    private static readonly Gen<byte[]> Fields = Scalar.Array[0, 4].Select(Join);

    private static readonly Gen<byte[]> ReportFields = Gen.OneOf(
        Scalar,
        Gen.String.AlphaNumeric.Select(name => Bytes(1, Encoding.UTF8.GetBytes($"members/{name}"))),
        Gen.Select(Gen.UInt[2, 3], Fields, Bytes)).Array[0, 8].Select(Join);

    private static readonly Gen<byte[]> Requests = Gen.OneOf(Scalar, ReportFields.Select(report => Bytes(2, report))).Array[0, 5].Select(Join);

    [Fact]
    public void Read_AnyFields_IsWhatTheGeneratedReaderReads() => Requests.Sample(Compare, iter: 3000);

    [Fact]
    public void Read_CutOffOrChanged_IsRefusedByBothOrReadAlike() =>
        Gen.Select(Requests.Where(bytes => bytes.Length > 0), Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample((bytes, place, value, cut) =>
        {
            var at = place % bytes.Length;
            Compare(cut ? bytes[..at] : [.. bytes[..at], value, .. bytes[(at + 1)..]]);
        }, iter: 5000);

    [Fact]
    public void Read_AnyBytes_AreRefusedByBothOrReadAlike() => Gen.Byte.Array[0, 40].Sample(Compare, iter: 5000);

    private static void Compare(byte[] bytes)
    {
        V1.StreamPositionsRequest? expected = null;
        try
        {
            expected = V1.StreamPositionsRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            Assert.Throws<DomainException>(() => StreamedReports.Read(new(bytes)));
            return;
        }

        var read = StreamedReports.Read(new(bytes));
        Assert.Equal(expected.Sequence, read.Sequence);
        Assert.Equal(expected.Reports.Select(report => (report.Subject, RawReport.Of(report))), Described(read));
    }

    private static List<(string Subject, RawReport Report)> Described(StreamedReports reports)
    {
        var described = new List<(string, RawReport)>();
        foreach (var report in reports.Reports)
        {
            described.Add((Encoding.UTF8.GetString(reports.Payload, report.Name.Start, report.Name.Length), report with { Name = default }));
        }

        return described;
    }

    private static byte[] Bytes(uint field, byte[] value) => Join(Varint((field << 3) | 2), Varint((ulong)value.Length), value);

    private static byte[] Varint(uint value) => Varint((ulong)value);

    private static byte[] Varint(ulong value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Write([(byte)(value | 0x80)]);
        }

        bytes.Write([(byte)value]);
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
