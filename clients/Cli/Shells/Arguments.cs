using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace TaskForce.Cli.Shells;

/// <summary>Arguments and options that several commands have.</summary>
internal static class Arguments
{
    /// <summary>A resource, by its full name or by the last segment alone.</summary>
    public static Argument<string> Resource(string collection, string name, string description) => new(name)
    {
        Description = $"{description} {collection}/x or plain x.",
        CustomParser = result => Named(collection, result.Tokens[0].Value, result),
    };

    /// <summary>The same for an argument that may be left out.</summary>
    public static Argument<string?> OptionalResource(string collection, string name, string description) => new(name)
    {
        Description = $"{description} {collection}/x or plain x.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => Named(collection, result.Tokens[0].Value, result),
        DefaultValueFactory = _ => null,
    };

    /// <summary>An option that takes the values of a contract's enum, written as people type them.</summary>
    public static Option<T> Choice<T>(string name, string description, bool required = false) where T : struct, Enum
    {
        var option = new Option<T>(name)
        {
            Description = $"{description} One of {string.Join(", ", EnumText.Choices<T>())}.",
            HelpName = name.TrimStart('-').ToUpperInvariant(),
            Required = required,
            CustomParser = EnumText.Parse<T>,
        };
        option.CompletionSources.Add(EnumText.Choices<T>());
        return option;
    }

    /// <summary>How many a list shows.</summary>
    public static Option<int> Limit() => new("--limit")
    {
        Description = "How many to show at most.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
        Validators =
        {
            result =>
            {
                if (result.Errors.Any() is false && result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError("--limit must be at least 1.");
                }
            },
        },
    };

    /// <summary>A length of time, such as <c>20s</c>, <c>5m</c> or <c>1h</c>.</summary>
    public static Option<TimeSpan> Duration(string name, string description, TimeSpan fallback) => new(name)
    {
        Description = $"{description} Such as 20s, 5m or 1h.",
        HelpName = "TIME",
        DefaultValueFactory = _ => fallback,
        CustomParser = result => DurationText.Parse(result),
    };

    /// <summary>A moment, in ISO 8601: local time unless it says otherwise.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description, bool required = false) => new(name)
    {
        Description = $"{description} Such as 2030-03-01T06:00 or 2030-03-01T06:00Z.",
        HelpName = "TIME",
        Required = required,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
            {
                return time;
            }

            result.AddError($"'{text}' is not a time such as 2030-03-01T06:00Z.");
            return null;
        },
    };

    private static string Named(string collection, string text, ArgumentResult result)
    {
        if (text.Contains('/', StringComparison.Ordinal) && !text.StartsWith(collection + "/", StringComparison.Ordinal))
        {
            result.AddError($"'{text}' is not a name of the form {collection}/x.");
        }

        return ResourceText.Full(collection, text);
    }
}

/// <summary>Resource names as people type and read them.</summary>
internal static class ResourceText
{
    /// <summary><c>missions/x</c> for <c>x</c> and for <c>missions/x</c>.</summary>
    public static string Full(string collection, string text) => text.Contains('/', StringComparison.Ordinal) ? text : $"{collection}/{text}";

    /// <summary>The last segment: what a table shows and what every command takes.</summary>
    public static string Id(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>What holds somebody or something: the last segment for a team, as usual; the whole name for anything else.</summary>
    public static string Holder(string name) => name.StartsWith("teams/", StringComparison.Ordinal) ? Id(name) : name;
}
