namespace TaskForce.Gateway.Tests;

/// <summary>How long a test waits for what must come; only a broken test waits so long.</summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    public static DateTime Deadline => TimeProvider.System.GetUtcNow().Add(Limit).UtcDateTime;
}
