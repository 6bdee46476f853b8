namespace TaskForce.Partners.Tests;

/// <summary>How long a test waits for what must come; only a broken test waits so long.</summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Asks again and again until an answer is as it must be.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var answer = await ask(); ; answer = await ask())
        {
            if (isRight(answer))
            {
                return answer;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, $"It stays {answer}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
