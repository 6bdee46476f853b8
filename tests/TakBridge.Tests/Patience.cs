namespace TaskForce.TakBridge.Tests;

/// <summary>How long a test waits for what must come; only a broken test waits so long.</summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits for what must come.</summary>
    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);

    /// <summary>Asks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, "It does not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
