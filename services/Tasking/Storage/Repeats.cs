using Google.Protobuf;
using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Tasking.Storage;

internal static class Repeats
{
    /// <summary>
    /// Does what asks another service before it changes anything. When the same request is on its way twice, the second one sees the change of the
    /// first under it: that is no refusal, the first one's answer is the answer.
    /// </summary>
    public static async Task<T> OnceAsync<T>(this Journal<TaskingDb> journal, IMessage request, Caller caller, Func<Task<T>> act, CancellationToken cancellation)
        where T : class, IMessage<T>, new()
    {
        if (await journal.RecallAsync<T>(request, caller, cancellation) is { } known)
        {
            return known;
        }

        try
        {
            return await act();
        }
        catch (Exception refusal) when (refusal is DomainException or RpcException)
        {
            if (await journal.RecallAsync<T>(request, caller, CancellationToken.None) is { } first)
            {
                return first;
            }

            throw;
        }
    }
}
