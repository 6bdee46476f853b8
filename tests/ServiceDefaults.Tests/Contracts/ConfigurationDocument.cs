using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TaskForce.ServiceDefaults.Tests.Contracts;

/// <summary>Every setting as a page for people, <c>docs/configuration.md</c>: what the options' own comments say, with what they are unless set.</summary>
internal static partial class ConfigurationDocument
{
    private static readonly string Root = System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(AccessDocument.Path))!;

    /// <summary>Where the page is.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Root, "docs", "configuration.md");

    public static string Write()
    {
        var text = new StringBuilder(
            """
            # Configuration

            Written from the options' own comments by `make docs`; a test fails when it is stale. A setting is a key of `appsettings.json` or a variable of the environment with two underscores for each colon:
            `Data:Connection` is `Data__Connection`. `{key}` stands for a name of your own, `0` for the place in a list. Durations are `d.hh:mm:ss`. Each service looks at all of its settings when it starts, and names every
            fault at once. What OpenTelemetry and Dapr bring of their own is in [observability](observability.md) and [Dapr](dapr.md); the doors of a service are Kestrel's (`Kestrel:Endpoints`).


            """);
        foreach (var project in Directory.EnumerateDirectories(System.IO.Path.Combine(Root, "services")).Order(StringComparer.Ordinal)
            .OrderBy(directory => System.IO.Path.GetFileName(directory) != "ServiceDefaults"))
        {
            WriteProject(text, System.IO.Path.GetFileName(project), Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories));
        }

        return text.ToString();
    }

    private static void WriteProject(StringBuilder text, string name, IEnumerable<string> files)
    {
        var all = files.Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal)).SelectMany(file => Read(File.ReadAllText(file))).ToList();
        var sections = all.Where(options => options.Section.Length > 0 && options.Settings.Count > 0).OrderBy(options => options.Section, StringComparer.Ordinal).ToList();
        if (sections.Count == 0)
        {
            return;
        }

        text.Append(name == "ServiceDefaults" ? "## Every service\n" : $"## {name}\n");
        foreach (var options in sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**{options.Section}**: {options.Summary}\n\n| setting | unless set | |\n| --- | --- | --- |\n");
            WriteRows(text, options, options.Section, all);
        }

        text.Append('\n');
    }

    private static void WriteRows(StringBuilder text, Options options, string prefix, List<Options> all)
    {
        foreach (var setting in options.Settings)
        {
            var inner = all.Find(other => other.Section.Length == 0 && other != options && Regex.IsMatch(setting.Type, $@"\b{other.Name}\b"));
            if (inner is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{prefix}:{setting.Name}` | {setting.Default} | {setting.Summary} |\n");
                continue;
            }

            var key = setting.Type.Contains("Dictionary", StringComparison.Ordinal) ? ":{key}" : setting.Type.Contains("List", StringComparison.Ordinal) ? ":0" : "";
            text.Append(CultureInfo.InvariantCulture, $"| `{prefix}:{setting.Name}{key}` | {setting.Default} | {setting.Summary} |\n");
            WriteRows(text, inner, $"{prefix}:{setting.Name}{key}", all);
        }
    }

    private static IEnumerable<Options> Read(string source)
    {
        foreach (Match found in OptionsClass().Matches(source))
        {
            var (summary, name) = (Plain(found.Groups["summary"].Value), found.Groups["name"].Value);
            var body = source[found.Index..];
            body = body[..(body.IndexOf("\n}\n", StringComparison.Ordinal) is > 0 and var end ? end : body.Length)];
            var settings = Property().Matches(body).Select(match => new Setting(match.Groups["name"].Value, match.Groups["type"].Value, DefaultOf(match.Groups["default"].Value), Plain(match.Groups["summary"].Value)));
            var section = Section().Match(summary);
            yield return new(name, section.Groups[1].Value, section.Success ? Section().Replace(summary, "", 1).Trim().TrimEnd(':', ',', ';') is var told && told.EndsWith('.') ? told : told + "." : summary, [.. settings]);
        }
    }

    // What is in the comment's markup, as Markdown on one line.
    private static string Plain(string comment)
    {
        var text = string.Join(' ', comment.Split('\n').Select(line => line.Trim().TrimStart('/').Trim()).Where(line => line.Length > 0));
        text = See().Replace(text, match => $"`{match.Groups[1].Value.Split('.')[^1]}`");
        return text.Replace("<c>", "`", StringComparison.Ordinal).Replace("</c>", "`", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal).Trim();
    }

    private static string DefaultOf(string code)
    {
        code = code.Trim().TrimStart('=').Trim();
        var time = Time().Match(code);
        return code switch
        {
            _ when time.Success => $"{time.Groups[2].Value} {(time.Groups[2].Value == "1" ? time.Groups[1].Value.ToLowerInvariant().TrimEnd('s') : time.Groups[1].Value.ToLowerInvariant())}",
            "" or "\"\"" or "[]" => "",
            _ when code.StartsWith("new", StringComparison.Ordinal) => Initial().Match(code) is { Success: true } given ? $"`{given.Groups[1].Value.Trim()}`" : "",
            _ when code.StartsWith('"') => $"`{code.Trim('"')}`",
            _ => $"`{code.Replace("_", "", StringComparison.Ordinal)}`",
        };
    }

    private sealed record Options(string Name, string Section, string Summary, IReadOnlyList<Setting> Settings);

    private sealed record Setting(string Name, string Type, string Default, string Summary);

    [GeneratedRegex(@"/// <summary>(?<summary>(?:(?!</summary>)[\s\S])*)</summary>\n(?:///[^\n]*\n)*(?:public|internal) sealed class (?<name>\w+)(?! *\(.*IValidateOptions)\b[^\n]*\n\{", RegexOptions.None)]
    private static partial Regex OptionsClass();

    [GeneratedRegex(@"(?:    /// <summary>(?<summary>(?:(?!</summary>)[\s\S])*)</summary>\n(?:    ///[^\n]*\n)*)?    public (?<type>[\w<>?,. \[\]]+?) (?<name>\w+) \{ get; (?:(?:set|init); )?\}(?<default> = [^;]*)?", RegexOptions.None)]
    private static partial Regex Property();

    [GeneratedRegex(@"(?:[Cc]onfiguration, )?[Ss]ection `([^`]+)`\.?")]
    private static partial Regex Section();

    [GeneratedRegex(@"<(?:see|paramref)(?:\w|\s)* (?:cref|name)=""([^""]+)""\s*/>")]
    private static partial Regex See();

    [GeneratedRegex(@"^TimeSpan\.From(\w+)\(([\d_.]+)\)$")]
    private static partial Regex Time();

    [GeneratedRegex(@"^new\(\) \{(.*)\}$", RegexOptions.Singleline)]
    private static partial Regex Initial();
}
