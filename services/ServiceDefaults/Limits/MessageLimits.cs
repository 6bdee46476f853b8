using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Limits;

/// <summary>
/// What holds for every request, read from the contracts: texts and lists of a bounded size, no control characters, times and durations that are some.
/// A method's own checks are closer.
/// </summary>
internal static class MessageLimits
{
    /// <summary>The most characters of a text for which the contract says nothing else.</summary>
    public const int Characters = 20_000;

    /// <summary>The most items of a list for which the contract says nothing else.</summary>
    public const int Items = 10_000;

    private const int MostViolations = 20;

    // Nobody plans further, and a time plus such a duration is still a time.
    private static readonly long LongestSeconds = (long)TimeSpan.FromDays(36_525).TotalSeconds;

    private static readonly ConcurrentDictionary<MessageDescriptor, Part[]> Parts = [];

    /// <summary>Notes what is beyond the limits.</summary>
    public static void Check(IMessage message, Violations violations, string path = "")
    {
        foreach (var part in Parts.GetOrAdd(message.Descriptor, PartsOf))
        {
            if (violations.Found.Count >= MostViolations)
            {
                return;
            }

            Check(part, part.Field.Accessor.GetValue(message), violations, path + part.Field.Name);
        }
    }

    private static void Check(Part part, object? value, Violations violations, string name)
    {
        switch (value)
        {
            case string text:
                CheckText(text, part.Characters, violations, name);
                break;
            case Timestamp time:
                violations.Check(IsTime(time), name, "must be a time of the years 1 to 9999");
                break;
            case Duration duration:
                violations.Check(IsDuration(duration), name, "must be a duration of at most 100 years");
                break;
            case IMessage message:
                Check(message, violations, name + ".");
                break;
            case IDictionary map:
                violations.Check(map.Count <= part.Items, name, $"must have at most {part.Items} items");
                break;
            case IList list:
                CheckList(part, list, violations, name);
                break;
        }
    }

    private static void CheckList(Part part, IList list, Violations violations, string name)
    {
        if (list.Count > part.Items)
        {
            violations.Add(name, $"must have at most {part.Items} items");
        }
        else if (part.LooksInside)
        {
            for (var i = 0; i < list.Count && violations.Found.Count < MostViolations; i++)
            {
                Check(part, list[i], violations, $"{name}[{i}]");
            }
        }
    }

    private static void CheckText(string text, int most, Violations violations, string name)
    {
        violations.Check(text.Length <= most, name, $"must have at most {most} characters");
        // A text with a limit of its own is a file, whose reader names the line.
        violations.Check(most != Characters || !HasControls(text), name, "must not contain control characters other than tab and line breaks");
    }

    private static bool HasControls(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\0', '\u0008') || text.ContainsAnyInRange('\u000B', '\u000C')
        || text.ContainsAnyInRange('\u000E', '\u001F') || text.ContainsAnyInRange('\u007F', '\u009F');

    private static bool IsTime(Timestamp time) => time is { Seconds: >= -62_135_596_800 and <= 253_402_300_799, Nanos: >= 0 and <= 999_999_999 };

    private static bool IsDuration(Duration duration) => duration.Nanos is >= -999_999_999 and <= 999_999_999
        && duration.Seconds >= -LongestSeconds && duration.Seconds <= LongestSeconds && Math.Sign(duration.Seconds) * Math.Sign(duration.Nanos) >= 0;

    // Numbers and enums have no size.
    private static Part[] PartsOf(MessageDescriptor type) =>
    [
        .. (type.GetOptions()?.GetExtension(LimitExtensions.TakenAsItIs) is true ? [] : type.Fields.InFieldNumberOrder()).Where(field => field.IsRepeated || IsChecked(field)).Select(field =>
        {
            var limit = field.GetOptions()?.GetExtension(LimitExtensions.Limit);
            return new Part(field, limit is { Characters: > 0 } ? limit.Characters : Characters, limit is { Items: > 0 } ? limit.Items : Items, IsChecked(field));
        }),
    ];

    private static bool IsChecked(FieldDescriptor field) => field.FieldType is FieldType.String or FieldType.Message;

    private sealed record Part(FieldDescriptor Field, int Characters, int Items, bool LooksInside);
}
