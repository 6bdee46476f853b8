namespace TaskForce.Bench;

/// <summary>What the stack is started with: quotas are for people, not for a measurement; and nobody here answers an order, so that it must not be escalated.</summary>
internal static class BenchSettings
{
    private static readonly string[] Roles = ["Anonymous", "Dispatcher", "Commander", "Field"];
    private static readonly string[] Limits = ["Burst", "PerSecond", "ConcurrentCalls"];

    public static IEnumerable<KeyValuePair<string, string>> Generous { get; } = Roles
        .SelectMany(_ => Limits, (role, limit) => new KeyValuePair<string, string>($"RateLimits__{role}__{limit}", "1000000"))
        .Append(new("ResponsePlans__5__Ladder__Stored", "10:00:00")).Append(new("ResponsePlans__5__Ladder__Displayed", "10:00:00"));
}
