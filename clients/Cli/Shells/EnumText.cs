using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace TaskForce.Cli.Shells;

/// <summary>The contracts' enums as people type and read them: <c>human-trafficking</c>.</summary>
internal static partial class EnumText
{
    /// <summary>Every value but the unspecified one.</summary>
    public static string[] Choices<T>() where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(value => !value.Equals(default(T))).Select(value => Of(value))];

    /// <summary>How a value is typed.</summary>
    public static string Of<T>(T value) where T : struct, Enum => WordStart().Replace(value.ToString(), "-").ToLowerInvariant();

    /// <summary>How a value is read in a sentence.</summary>
    public static string Words<T>(T value) where T : struct, Enum => Of(value).Replace('-', ' ');

    /// <summary>Reads a value; underscores and capitals are as good as hyphens, since that is how the contracts write them.</summary>
    public static T Parse<T>(ArgumentResult result) where T : struct, Enum
    {
        var text = result.Tokens[0].Value.Replace('_', '-').ToLowerInvariant();
        foreach (var value in Enum.GetValues<T>())
        {
            if (!value.Equals(default(T)) && Of(value) == text)
            {
                return value;
            }
        }

        result.AddError($"'{result.Tokens[0].Value}' is none of {string.Join(", ", Choices<T>())}.");
        return default;
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}
