using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TaskForce.Fuzz.Values;

/// <summary>Values at and beyond the edges of what anybody means.</summary>
internal static class WildValues
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\t", "\r\n", "\u001b[31mred\u001b[0m", "\u001b]0;title\u0007", "\u202Egnp.exe", "\u2066a\u2069", "\u200B", "\uFEFF", "\uFFFF", "\u0085", "\u007F",
        "e\u0301", "\U0001F46E\u200D\u2640\uFE0F", "\U0010FFFF", "\u0645\u0631\u062D\u0628\u0627", "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")", "a,b;c\td\"e", "'; --", "%00", "%s%n", "{0}",
        "../../../etc", "\\\\x\\y", "/", "//", "*", "-", "_", ".", "..", ":", "members/", "/members/x", "members/members", "members/A", "members/-a", "members/a/b/c", "missions/-", "missions/*", "missions/../x",
        "positions/", "positions/members/", "projects/x/members/y", "null", "true", "NaN", "0", "1e999", "99999999999999999999", "DE", "de", "XX", "D\u200BE", "\u0414\u0415",
        "00000000-0000-0000-0000-000000000000", "not-a-uuid", "MTIz", "====", "{}", "[]", "<b>", "&lt;", "2020-02-30T25:61:61Z", "POLYGON", "{\"type\":\"Point\",\"coordinates\":[1e400,1]}",
    ];

    private static readonly double[] Doubles =
    [
        0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, double.MinValue, 1e9, -1e9, 1e18, 90, 90.0000001, -90, 180, -180, 180.5, 360,
        int.MaxValue, long.MaxValue, 0.1 + 0.2, 1e-9, float.MaxValue,
    ];

    private static readonly long[] Integers =
    [
        0, 1, -1, 2, 7, 100, 1000, 1001, 10_000, 65_536, int.MaxValue, int.MinValue, int.MaxValue - 1, 1L + int.MaxValue, long.MaxValue, long.MinValue, long.MaxValue - 1,
        -62_135_596_800, -62_135_596_801, 253_402_300_799, 253_402_300_800, 315_576_000_000, -315_576_000_000, 999_999_999, 1_000_000_000, 1_700_000_000,
    ];

    private static readonly int[] Lengths = [63, 64, 100, 200, 201, 255, 256, 500, 1000, 1001, 2000, 4000, 4096, 10_000, 20_001, 70_000];

    public static object Of(FieldDescriptor field, Random dice) => field.FieldType switch
    {
        FieldType.String => Text(dice),
        FieldType.Bytes => Bytes(dice),
        FieldType.Bool => dice.Next(2) == 0,
        FieldType.Double => Double(dice),
        FieldType.Float => (float)Double(dice),
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, (int)Integer(dice)),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => unchecked((int)Integer(dice)),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)Integer(dice)),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)Integer(dice)),
        _ => Integer(dice),
    };

    public static string Text(Random dice) => dice.Next(5) switch
    {
        0 => new('x', dice.GetItems(Lengths, 1)[0]),
        1 => string.Concat(Enumerable.Range(0, dice.Next(1, 20)).Select(_ => char.ConvertFromUtf32(dice.Next(0x20, 0xD7FF)))),
        2 => Pick(Texts, dice) + Pick(Texts, dice),
        _ => Pick(Texts, dice),
    };

    public static double Double(Random dice) => dice.Next(4) == 0 ? BitConverter.Int64BitsToDouble(dice.NextInt64()) : Pick(Doubles, dice);

    public static long Integer(Random dice) => dice.Next(4) == 0 ? dice.NextInt64(long.MinValue, long.MaxValue) : Pick(Integers, dice);

    private static ByteString Bytes(Random dice)
    {
        var bytes = new byte[dice.Next(3) == 0 ? Pick(Lengths, dice) : dice.Next(32)];
        dice.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private static T Pick<T>(T[] items, Random dice) => items[dice.Next(items.Length)];
}
