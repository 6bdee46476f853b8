namespace TaskForce.Tasking.Release;

/// <summary>Field units as those who did something: a nation's people, whom others see by its rules.</summary>
internal static class Units
{
    /// <summary>What this service calls itself where it did something.</summary>
    public const string Service = "service:tasking";

    /// <summary>The nation of a field unit; empty for whoever is at a desk.</summary>
    public static string UnitNation(this Caller caller) => caller.Member.Length > 0 ? caller.Nation : "";

    /// <summary>How many of which nations, for people, without a name: <c>1 of DE and 2 of MA</c>.</summary>
    /// <param name="nations">The nation of each.</param>
    public static string Count(IEnumerable<string> nations) => string.Join(" and ",
        nations.CountBy(nation => nation).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Value} of {each.Key}"));
}
