using System.Text.RegularExpressions;
using Google.Api;

namespace TaskForce.Fuzz;

/// <summary>One way to call a method by HTTP.</summary>
/// <param name="Verb">In capitals.</param>
/// <param name="Template">For example <c>/roster/v1/{name=members/*}:setDuty</c>.</param>
/// <param name="Body">The request's field that is the body; <c>*</c> for all that the path leaves, empty for none.</param>
internal sealed partial record RestRoute(string Verb, string Template, string Body)
{
    /// <summary>The collection that a field of the path names, such as <c>members</c>, by the field's path.</summary>
    public IReadOnlyDictionary<string, string> Forms { get; } = Variable().Matches(Template)
        .ToDictionary(match => match.Groups["field"].Value, match => match.Groups["form"].Value);

    /// <summary>The path with each variable replaced.</summary>
    public string Fill(Func<string, string> value) => Variable().Replace(Template, match => value(match.Groups["field"].Value));

    public static RestRoute Of(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => new("GET", rule.Get, rule.Body),
        HttpRule.PatternOneofCase.Put => new("PUT", rule.Put, rule.Body),
        HttpRule.PatternOneofCase.Post => new("POST", rule.Post, rule.Body),
        HttpRule.PatternOneofCase.Patch => new("PATCH", rule.Patch, rule.Body),
        HttpRule.PatternOneofCase.Delete => new("DELETE", rule.Delete, rule.Body),
        _ => throw new InvalidOperationException($"The HTTP rule {rule} has a verb that is not known."),
    };

    [GeneratedRegex(@"\{(?<field>[^}=]+)(=(?<form>[^}]+))?\}")]
    private static partial Regex Variable();
}
