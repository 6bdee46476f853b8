using Microsoft.AspNetCore.Http;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// For whom one service asks another: the metadata <c>x-taskforce-on-behalf-of</c>, the nation, a blank and the subject in percent encoding. Only a
/// service is believed.
/// </summary>
/// <param name="Subject">The subject of the token that the first call came with.</param>
/// <param name="Nation">Its nation, ISO 3166-1 alpha-2; empty if it has none.</param>
internal sealed record OnBehalf(string Subject, string Nation)
{
    public const string Header = "x-taskforce-on-behalf-of";
    private const int Longest = 200;

    /// <summary>Whom a call is for: whoever calls or, of a service, whom it says; null if that is nobody.</summary>
    public static OnBehalf? Of(HttpRequest request, Caller? caller) => caller switch
    {
        null => null,
        { Subject: var subject, Nation: var nation } when !caller.Is(Role.Service) => new(subject, nation),
        _ => Read(request.Headers[Header].ToString()),
    };

    /// <summary>As it is sent on.</summary>
    public override string ToString() => $"{Nation} {Uri.EscapeDataString(Subject)}";

    private static OnBehalf? Read(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var blank
        && text[..blank] is var nation && (nation.Length == 0 || (nation.Length == 2 && nation.All(char.IsAsciiLetterUpper)))
        && Uri.UnescapeDataString(text[(blank + 1)..]) is { Length: > 0 and <= Longest } subject && !subject.Any(char.IsControl)
            ? new(subject, nation)
            : null;
}
