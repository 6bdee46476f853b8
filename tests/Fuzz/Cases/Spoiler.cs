using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TaskForce.Fuzz.Cases;

/// <summary>Spoils what was rightly encoded.</summary>
internal static class Spoiler
{
    private static readonly string[] Json =
    [
        "null", "true", "-1", "1e400", "0.5", "\"\"", "\"x\"", "{}", "[]", "[[]]", "{\"a\":1}", "99999999999999999999", "\"NaN\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\u202e\"", "\"2026-13-45\"", "\"1s\"", "\"-\"",
        "\"\\udfff\\ud800\"", "NaN", "-", "'x'", "\"", "{", "]", "undefined", "01", "1.", "\"\\x\"", "/**/1", "\"a\nb\"",
    ];

    /// <summary>Changes the bytes of a message.</summary>
    public static byte[] Bytes(byte[] bytes, Random dice)
    {
        var list = bytes.ToList();
        for (var left = dice.Next(1, 5); left > 0; left--)
        {
            var at = dice.Next(list.Count + 1);
            switch (dice.Next(6))
            {
                case 0 when at < list.Count:
                    list[at] ^= (byte)(1 << dice.Next(8));
                    break;
                case 1 when at < list.Count:
                    list[at] = (byte)dice.Next(256);
                    break;
                case 2:
                    list.RemoveRange(at, Math.Min(list.Count - at, dice.Next(1, 9)));
                    break;
                case 3:
                    list.InsertRange(at, Noise(dice.Next(1, 9), dice));
                    break;
                case 4:
                    // Not UTF-8: what a text looks like from within cannot be known here, so anywhere.
                    list.InsertRange(at, [0xC3, 0x28, 0xED, 0xA0, 0x80]);
                    break;
                default:
                    list.AddRange(list[at..Math.Min(list.Count, at + 64)]);
                    break;
            }
        }

        return [.. list];
    }

    /// <summary>Fields of no contract: unknown numbers, and messages within messages, deeper than anybody means.</summary>
    public static byte[] Unknown(byte[] message, Random dice) => dice.Next(3) switch
    {
        0 => [.. message, 0x9A, 0x7D, 0x03, 1, 2, 3],
        1 => [.. message, .. Nested(field: (byte)((dice.Next(1, 15) << 3) | 2), dice.Next(2, 3000))],
        // Groups, which are nested without a length.
        _ => [.. message, .. Enumerable.Repeat((byte)((dice.Next(1, 15) << 3) | 3), dice.Next(1, 20_000))],
    };

    /// <summary>A frame that says something else than it holds.</summary>
    public static byte[] Frame(byte[] message, Random dice)
    {
        var frame = Frames.Wrap(message);
        switch (dice.Next(8))
        {
            case 0:
                frame[0] = (byte)dice.Next(1, 256);
                return frame;
            case 1:
                BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length + dice.Next(1, 100));
                return frame;
            case 2:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), dice.Next(2) == 0 ? uint.MaxValue : (uint)dice.Next(8 * 1024 * 1024, int.MaxValue));
                return frame;
            case 3:
                return frame[..dice.Next(frame.Length)];
            case 4:
                return [.. frame, .. Noise(dice.Next(1, 20), dice)];
            case 5:
                return [.. frame, .. frame];
            case 6:
                return Frames.Wrap(Zip(new byte[dice.Next(1, 20_000_000)]), flag: 1);
            default:
                return [];
        }
    }

    /// <summary>Changes a JSON text, so that it is of another shape or none.</summary>
    public static byte[] Text(string json, Random dice)
    {
        var (bytes, at) = (Encoding.UTF8.GetBytes(json), dice.Next(json.Length + 1));
        switch (dice.Next(7))
        {
            case 0:
                return Bytes(bytes, dice);
            case 1:
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(dice.Next(2) == 0 ? "{\"a\":" : "[", dice.Next(1, 5000))));
            case 2:
                return bytes[..dice.Next(bytes.Length + 1)];
            case 3:
                return Encoding.UTF8.GetBytes(Json[dice.Next(Json.Length)]);
            default:
                return Encoding.UTF8.GetBytes(Replace(json, at, dice));
        }
    }

    public static byte[] Noise(int length, Random dice)
    {
        var bytes = new byte[length];
        dice.NextBytes(bytes);
        return bytes;
    }

    public static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return zipped.ToArray();
    }

    // The value behind the next colon becomes another one.
    private static string Replace(string json, int at, Random dice)
    {
        var colon = json.IndexOf(':', at);
        var end = colon < 0 ? -1 : json.AsSpan(colon).IndexOfAny(",}]") is var length and >= 0 ? colon + length : -1;
        var value = Json[dice.Next(Json.Length)];
        return colon < 0 || end < 0 ? json + value : json[..(colon + 1)] + value + json[end..];
    }

    private static byte[] Nested(byte field, int depth)
    {
        byte[] inner = [];
        for (var i = 0; i < depth; i++)
        {
            inner = [field, .. Varint(inner.Length), .. inner];
        }

        return inner;
    }

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value > 127; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
