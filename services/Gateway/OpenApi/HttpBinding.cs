using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;

namespace TaskForce.Gateway.OpenApi;

/// <summary>One way to call a method by HTTP, as its contract's <c>google.api.http</c> says.</summary>
/// <param name="Verb">In lower case.</param>
/// <param name="Template">For example <c>/roster/v1/{name=members/*}:setDuty</c>.</param>
/// <param name="Body">The request's field that is the body; <c>*</c> for all that the path leaves, empty for none.</param>
internal sealed partial record HttpBinding(string Verb, string Template, string Body)
{
    /// <summary>The variable parts of resource names by their form: <c>members/*</c> is <c>members/{member}</c>.</summary>
    private static readonly Dictionary<string, string> Resources = Contracts.Files.Concat(Contracts.Files.SelectMany(file => file.Dependencies)).Distinct().SelectMany(file => file.MessageTypes)
        .SelectMany(message => message.GetOptions()?.GetExtension(ResourceExtensions.Resource)?.Pattern ?? [])
        .ToDictionary(
            pattern => Placeholder().Replace(pattern, match => match.Value.Contains("**", StringComparison.Ordinal) ? "**" : "*"),
            pattern => pattern.Replace("=**", "", StringComparison.Ordinal));

    /// <summary>The fields of the request that the path holds.</summary>
    public IReadOnlyList<string> PathFields { get; } = [.. Variable().Matches(Template).Select(match => match.Groups["field"].Value)];

    /// <summary>The path as OpenAPI has it, each variable one segment: <c>/roster/v1/members/{member}:setDuty</c>.</summary>
    public string Path { get; } = Variable().Replace(Template, match => match.Groups["form"] is { Success: true } form
        ? Resources.GetValueOrDefault(form.Value) ?? throw new InvalidOperationException($"No resource has the form '{form.Value}' of {Template}.")
        : $"{{{match.Groups["field"].Value}}}");

    /// <summary>The variables of <see cref="Path"/>.</summary>
    public IEnumerable<string> PathVariables => Placeholder().Matches(Path).Select(match => match.Value.Trim('{', '}'));

    /// <summary>The ways to call a method; none for one that is gRPC only.</summary>
    public static IEnumerable<HttpBinding> Of(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { } rule ? [Of(rule), .. rule.AdditionalBindings.Select(Of)] : [];

    private static HttpBinding Of(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => new("get", rule.Get, rule.Body),
        HttpRule.PatternOneofCase.Put => new("put", rule.Put, rule.Body),
        HttpRule.PatternOneofCase.Post => new("post", rule.Post, rule.Body),
        HttpRule.PatternOneofCase.Patch => new("patch", rule.Patch, rule.Body),
        HttpRule.PatternOneofCase.Delete => new("delete", rule.Delete, rule.Body),
        _ => throw new InvalidOperationException($"The HTTP rule {rule} has a verb that OpenAPI does not know."),
    };

    [GeneratedRegex(@"\{(?<field>[^}=]+)(=(?<form>[^}]+))?\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
