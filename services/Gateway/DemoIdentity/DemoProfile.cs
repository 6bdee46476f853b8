using System.Text.RegularExpressions;
using TaskForce.Gateway.Upstreams;

namespace TaskForce.Gateway.DemoIdentity;

/// <summary>Somebody the demo issuer plays.</summary>
/// <param name="Id">The client id, which is the token's subject too.</param>
/// <param name="Role">As tokens spell it.</param>
/// <param name="Nation">ISO 3166-1 alpha-2; empty for a service.</param>
/// <param name="Member">For a field unit <c>members/{member}</c>, otherwise empty.</param>
internal sealed partial record DemoProfile(string Id, string Role, string Nation, string Member)
{
    private static readonly string[] Desks = ["dispatcher", "commander", "auditor"];

    /// <summary>How long a token lasts: a shift for people.</summary>
    public TimeSpan Lifetime => Role == "service" ? TimeSpan.FromHours(1) : TimeSpan.FromHours(12);

    /// <summary>The claims, as every service reads them.</summary>
    public Dictionary<string, object> Claims
    {
        get
        {
            var claims = new Dictionary<string, object> { ["sub"] = Id, ["roles"] = new[] { Role } };
            if (Nation.Length > 0)
            {
                claims["nation"] = Nation;
            }

            if (Member.Length > 0)
            {
                claims["member"] = Member;
            }

            return claims;
        }
    }

    /// <summary>The profile of a client id, or null.</summary>
    /// <param name="id">For example <c>dispatcher.de</c>, <c>field:de-falke-07</c> or <c>service:tasking</c>.</param>
    /// <param name="nations">The nations that have people; the partner belongs to the first.</param>
    public static DemoProfile? Find(string id, IList<string> nations)
    {
        if (FieldId().Match(id) is { Success: true } field)
        {
            var home = nations.FirstOrDefault(nation => nation.Equals(field.Groups["nation"].Value, StringComparison.OrdinalIgnoreCase));
            return home is null ? null : new(id, "field", home, $"members/{field.Groups["member"].Value}");
        }

        return Fixed(nations).FirstOrDefault(profile => profile.Id == id);
    }

    /// <summary>The client ids there are, for people.</summary>
    public static string Describe(IList<string> nations) => string.Join(", ", Fixed(nations).Select(profile => profile.Id).Append("field:MEMBER"));

    /// <summary>Those of the command centres.</summary>
    public static IEnumerable<DemoProfile> AtDesks(IList<string> nations) =>
        from nation in nations
        from role in Desks
        select new DemoProfile($"{role}.{nation.ToLowerInvariant()}", role, nation, "");

    private static IEnumerable<DemoProfile> Fixed(IList<string> nations) =>
    [
        .. AtDesks(nations),
        new("partner.demo", "partner", nations[0], ""),
        .. Area.All.Concat(["gateway", "takbridge"]).Select(service => new DemoProfile($"service:{service}", "service", "", "")),
    ];

    [GeneratedRegex("^field:(?<member>(?<nation>[a-z]{2})-[a-z0-9-]{0,59}[a-z0-9])$")]
    private static partial Regex FieldId();
}
