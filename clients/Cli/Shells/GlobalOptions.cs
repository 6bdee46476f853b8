using System.CommandLine;
using System.CommandLine.Parsing;

namespace TaskForce.Cli.Shells;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: protobuf JSON, one document.</summary>
    Json,
}

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions(Func<string, string?> environment)
{
    public Option<Uri> Gateway { get; } = Url("--gateway", "The gateway's gRPC door.", "TASKFORCE_GATEWAY", "http://localhost:8081", environment);

    public Option<Uri> Issuer { get; } = Url("--issuer", "Who issues tokens.", "TASKFORCE_ISSUER", "http://localhost:8080/demo", environment);

    public Option<string?> Authority { get; } = new("--authority")
    {
        Description = "Whom to trust for a gateway's certificate, instead of the system's authorities: a PEM file. Without it, for a gateway on this machine, what taskforce up has made. [env TASKFORCE_AUTHORITY]",
        HelpName = "FILE",
        Recursive = true,
        DefaultValueFactory = _ => environment("TASKFORCE_AUTHORITY") is { Length: > 0 } set ? set : null,
    };

    public Option<string?> As { get; } = new("--as")
    {
        Description = "Who you are, such as dispatcher.de, commander.ma, auditor.de, partner.demo or field:MEMBER. "
            + "Without it: who you logged in as.",
        HelpName = "PROFILE",
        Recursive = true,
    };

    public Option<string?> Purpose { get; } = new("--purpose")
    {
        Description = "Why you look at or change what you do; the audit log keeps it with each call. Without it: what you said when you logged in. [env TASKFORCE_PURPOSE]",
        HelpName = "TEXT",
        Recursive = true,
        DefaultValueFactory = _ => environment("TASKFORCE_PURPOSE") is { Length: > 0 } set ? set : null,
    };

    public Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "table for people, json for programs.",
        HelpName = "table|json",
        Recursive = true,
    };

    public void AddTo(Command root)
    {
        root.Add(Gateway);
        root.Add(Issuer);
        root.Add(Authority);
        root.Add(As);
        root.Add(Purpose);
        root.Add(Output);
    }

    private static Option<Uri> Url(string name, string description, string variable, string fallback, Func<string, string?> environment) => new(name)
    {
        Description = $"{description} [env {variable}]",
        HelpName = "URL",
        Recursive = true,
        CustomParser = result => Parse(result, result.Tokens[0].Value, name),
        DefaultValueFactory = result => Parse(result, environment(variable) is { Length: > 0 } set ? set : fallback, variable)!,
    };

    private static Uri? Parse(ArgumentResult result, string text, string name)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"{name} must be an http or https URL, not '{text}'.");
        return null;
    }
}
