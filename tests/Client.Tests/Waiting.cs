using System.Threading.Channels;

namespace TaskForce.Client.Tests;

/// <summary>Waits for signals. The bound is a safety net against a test that would never end, not a measure.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Bound);

    public static Task InTime(this Task task) => task.WaitAsync(Bound);

    public static Task<T> NextAsync<T>(this Channel<T> channel) => channel.Reader.ReadAsync().AsTask().InTime();

    public static async Task<List<T>> TakeAsync<T>(this IAsyncEnumerable<T> items, int count)
    {
        using var late = new CancellationTokenSource(Bound, TimeProvider.System);
        var taken = new List<T>();
        await foreach (var item in items.WithCancellation(late.Token))
        {
            taken.Add(item);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }
}
