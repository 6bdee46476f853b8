using Microsoft.AspNetCore.Http;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// For whom one service asks another: the metadata <c>x-taskforce-on-behalf-of</c>, the nation, a blank and the subject in percent encoding, and
/// <c>x-taskforce-on-behalf-roles</c>, that person's roles with commas between. Only a service is believed.
/// </summary>
/// <param name="Subject">The subject of the token that the first call came with.</param>
/// <param name="Nation">Its nation, ISO 3166-1 alpha-2; empty if it has none.</param>
internal sealed record OnBehalf(string Subject, string Nation)
{
    public const string Header = "x-taskforce-on-behalf-of";
    public const string RolesHeader = "x-taskforce-on-behalf-roles";
    private const int Longest = 200;

    /// <summary>The person's roles; none if they are not said. Never that of a service.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>The roles as they are sent on.</summary>
    public string RolesText => string.Join(',', Roles.Select(CallerClaims.Spell));

    /// <summary>Whom a call is for: whoever calls or, of a service, whom it says; null if that is nobody.</summary>
    public static OnBehalf? Of(HttpRequest request, Caller? caller) => caller switch
    {
        null => null,
        { Subject: var subject, Nation: var nation } when !caller.Is(Role.Service) => new(subject, nation) { Roles = caller.Roles },
        _ => Read(request.Headers[Header].ToString()) is { } person ? person with { Roles = ReadRoles(request.Headers[RolesHeader].ToString()) } : null,
    };

    /// <summary>As it is sent on.</summary>
    public override string ToString() => $"{Nation} {Uri.EscapeDataString(Subject)}";

    private static IReadOnlyList<Role> ReadRoles(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(CallerClaims.ToRole)
            .Where(role => role is not (Role.Unspecified or Role.Service)).Distinct()];

    private static OnBehalf? Read(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var blank
        && text[..blank] is var nation && (nation.Length == 0 || (nation.Length == 2 && nation.All(char.IsAsciiLetterUpper)))
        && Uri.UnescapeDataString(text[(blank + 1)..]) is { Length: > 0 and <= Longest } subject && !subject.Any(char.IsControl)
            ? new(subject, nation)
            : null;
}
