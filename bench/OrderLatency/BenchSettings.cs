namespace TaskForce.OrderLatency;

/// <summary>What the stack is started with: quotas are for people, not for a measurement.</summary>
internal static class BenchSettings
{
    public static IEnumerable<KeyValuePair<string, string>> Generous { get; } =
        from role in new[] { "Anonymous", "Dispatcher", "Commander", "Field" }
        from limit in new[] { "Burst", "PerSecond", "ConcurrentCalls" }
        select new KeyValuePair<string, string>($"RateLimits__{role}__{limit}", "1000000");
}
