using Grpc.Core;
using Grpc.Core.Interceptors;

namespace TaskForce.ServiceDefaults.Peers;

/// <summary>
/// Gives each unary call to a peer a deadline, and turns a peer that does not answer into a refusal of ours.
/// A peer's own refusals pass through as they are.
/// </summary>
internal sealed class PeerInterceptor(string peer, TimeProvider clock) : Interceptor
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var options = context.Options.Deadline is null
            ? context.Options.WithDeadline((clock.GetUtcNow() + Deadline).UtcDateTime)
            : context.Options;
        var call = continuation(request, new(context.Method, context.Host, options));
        return new(TranslateAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private async Task<TResponse> TranslateAsync<TResponse>(Task<TResponse> response)
    {
        try
        {
            return await response;
        }
        catch (RpcException silence) when (silence.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded && silence.GetRpcStatus() is null)
        {
            throw new DomainException(Fault.Unavailable, "PEER_UNAVAILABLE", $"The {peer} service does not answer; try again.");
        }
    }
}
