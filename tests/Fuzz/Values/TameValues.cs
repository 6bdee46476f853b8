using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TaskForce.Fuzz.Values;

/// <summary>Values as somebody would mean them, best of all such as were answered before.</summary>
internal sealed class TameValues(Pool pool, DateTimeOffset now)
{
    private static readonly string[] Nations = ["DE", "MA"];
    private static readonly string[] Languages = ["de", "ar", "fr", "en"];

    /// <summary>A value of a field that is no message.</summary>
    /// <param name="field">The field.</param>
    /// <param name="form">The form of the name that it holds, as the path of the REST call has it; null if that is not known.</param>
    /// <param name="dice">Where chance comes from.</param>
    public object Of(FieldDescriptor field, string? form, Random dice) => field.FieldType switch
    {
        FieldType.String => Text(field, form, dice),
        FieldType.Bytes => ByteString.CopyFromUtf8("bytes"),
        FieldType.Bool => dice.Next(2) == 0,
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[dice.Next(field.EnumType.Values.Count)].Number),
        FieldType.Double => Number(field, dice) is double known ? known : dice.Next(1, 100) / 2.0,
        FieldType.Float => dice.Next(1, 60) / 2f,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Number(field, dice) is int known ? known : dice.Next(1, 6),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)dice.Next(1, 6),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)dice.Next(1, 6),
        _ => Number(field, dice) is long known ? known : (long)dice.Next(0, 50),
    };

    /// <summary>A time, a duration or a point; null for any other message.</summary>
    public IMessage? Known(MessageDescriptor type, Random dice) => type.FullName switch
    {
        "google.protobuf.Timestamp" => Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Moment(dice)),
        "google.protobuf.Duration" => Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMinutes(dice.Next(1, 600))),
        "google.type.LatLng" => new Google.Type.LatLng { Latitude = 30 + (dice.NextDouble() * 24), Longitude = -9 + (dice.NextDouble() * 20) },
        "google.type.Interval" => Interval(dice),
        _ => null,
    };

    private Google.Type.Interval Interval(Random dice)
    {
        var start = Moment(dice);
        return new()
        {
            StartTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(start),
            EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(start.AddMinutes(dice.Next(1, 2000))),
        };
    }

    private DateTimeOffset Moment(Random dice) => dice.Next(3) == 0 ? now.AddMinutes(dice.Next(-600, 0)) : now.AddMinutes(dice.Next(0, 20_000));

    private object? Number(FieldDescriptor field, Random dice) => dice.Next(2) == 0 ? pool.Number(field.Name + field.FieldType, dice) : null;

    private string Text(FieldDescriptor field, string? form, Random dice)
    {
        if (form is not null && pool.Name(form, dice) is { } name)
        {
            return name;
        }

        return field.Name switch
        {
            "request_id" => Uuid(dice),
            "etag" or "filter" or "order_by" or "page_token" when dice.Next(6) > 0 => "",
            _ when field.Name.EndsWith("_id", StringComparison.Ordinal) => $"fuzz-{dice.NextInt64():x}",
            _ when pool.Text(field.Name, dice) is { } known && dice.Next(8) > 0 => known,
            _ when field.Name.Contains("nation", StringComparison.Ordinal) => Nations[dice.Next(2)],
            _ when field.Name.Contains("language", StringComparison.Ordinal) => Languages[dice.Next(4)],
            _ when pool.Name($"{field.Name}s/*", dice) is { } named => named,
            _ => $"text {dice.Next(1000)}",
        };
    }

    private static string Uuid(Random dice)
    {
        var bytes = new byte[16];
        dice.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
