using Microsoft.AspNetCore.Http;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// Why somebody looks at or changes what they do, as they state it for their session: the metadata <c>taskforce-purpose</c>, UTF-8 in percent
/// encoding (RFC 3986) where it is not ASCII.
/// </summary>
internal static class Purpose
{
    public const string Header = "taskforce-purpose";
    private const int Longest = 200;

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if it is too long or has control characters.</exception>
    public static string Of(HttpRequest request)
    {
        var stated = Stated(request);
        var violations = new Violations();
        violations.CheckText(stated, 0, Longest, Header);
        violations.Check(!stated.Any(char.IsControl), Header, "must not contain control characters");
        violations.ThrowIfAny();
        return stated;
    }

    /// <summary>As much of it as is kept of a call that is refused for it.</summary>
    public static string KeptOf(HttpRequest request)
    {
        var kept = new string([.. Stated(request).Where(letter => !char.IsControl(letter))]);
        return kept.Length > Longest ? kept[..Longest] : kept;
    }

    private static string Stated(HttpRequest request) => Uri.UnescapeDataString(request.Headers[Header].ToString()).Trim();
}
