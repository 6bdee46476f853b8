using System.Text.RegularExpressions;

namespace TaskForce.Cli.Up;

/// <summary>How much a line of a service's output matters.</summary>
internal enum Weight
{
    /// <summary>For the log file.</summary>
    Detail,

    /// <summary>A warning.</summary>
    Warning,

    /// <summary>An error.</summary>
    Error,
}

/// <summary>A line of a service's output, as the console logger writes it on one line: <c>{time} warn: {category}[{event}] {text}</c>.</summary>
internal readonly partial record struct LogLine(Weight Weight, string Text)
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isError">Whether it was written to standard error, where only what nobody caught ends up.</param>
    public static LogLine Parse(string line, bool isError) => Levelled().Match(line) switch
    {
        { Success: true } match => new(match.Groups["level"].Value is "warn" ? Weight.Warning : Weight.Error, match.Groups["text"].Value),
        // The first line says what; the indented ones after it are a stack trace.
        _ when isError && line.Length > 0 && !char.IsWhiteSpace(line[0]) => new(Weight.Error, line),
        _ => new(Weight.Detail, line),
    };

    [GeneratedRegex(@"^(\S+ )?(?<text>(?<level>warn|fail|crit): .*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Levelled();
}
