using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Faults.Histories;

namespace TaskForce.Faults.Load;

/// <summary>Calls, and writes down what was asked and answered.</summary>
internal sealed class Recorder(History history)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public History History => history;

    /// <summary>Asks until there is an answer or a refusal; null for a refusal. The request's own id makes asking again safe.</summary>
    public async Task<TAnswer?> AskAsync<TRequest, TAnswer>(Func<TRequest, CallOptions, AsyncUnaryCall<TAnswer>> ask, TRequest request, CancellationToken cancellation)
        where TRequest : class, IMessage where TAnswer : class, IMessage
    {
        while (true)
        {
            var (answer, code) = await OnceAsync(ask, request);
            if (answer is not null || !IsPassing(code))
            {
                return answer;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
    }

    /// <summary>Asks once; the answer, or why there is none.</summary>
    public async Task<(TAnswer? Answer, StatusCode Code)> OnceAsync<TRequest, TAnswer>(Func<TRequest, CallOptions, AsyncUnaryCall<TAnswer>> ask, TRequest request)
        where TRequest : class, IMessage where TAnswer : class, IMessage
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var answer = await ask(request, default);
            history.Calls.Enqueue(new(start, Stopwatch.GetTimestamp(), request, answer, StatusCode.OK));
            return (answer, StatusCode.OK);
        }
        catch (RpcException fault)
        {
            history.Calls.Enqueue(new(start, Stopwatch.GetTimestamp(), request, null, fault.StatusCode));
            return (null, fault.StatusCode);
        }
    }

    private static bool IsPassing(StatusCode code) =>
        code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown or StatusCode.ResourceExhausted;
}
