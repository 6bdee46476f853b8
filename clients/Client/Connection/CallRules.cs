using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace TaskForce.Client;

/// <summary>
/// What holds for every unary call: it has a deadline; one that changes something carries a request id, which is what makes it safe to
/// send again; and a token that the server refuses is replaced once.
/// </summary>
internal sealed class CallRules(BearerTokens? tokens) : Interceptor
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var safe = WithRequestId(request);
        var current = continuation(safe, WithDeadline(context));
        return new(AnswerAsync(), current.ResponseHeadersAsync, () => current.GetStatus(), () => current.GetTrailers(), () => current.Dispose());

        async Task<TResponse> AnswerAsync()
        {
            try
            {
                return await current.ResponseAsync;
            }
            catch (RpcException refusal) when (refusal.StatusCode == StatusCode.Unauthenticated && tokens is not null)
            {
                tokens.Refuse();
                current.Dispose();
                current = continuation(safe, WithDeadline(context));
                return await current.ResponseAsync;
            }
        }
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(WithRequestId(request), WithDeadline(context));

    // A copy: the caller may use its message for another request, which must not pass for a repeat of this one.
    internal static TRequest WithRequestId<TRequest>(TRequest request)
    {
        if (request is not IMessage message || message.Descriptor.FindFieldByName("request_id") is not { } field
            || field.Accessor.GetValue(message) is not "" || request is not IDeepCloneable<TRequest> original)
        {
            return request;
        }

        var copy = original.Clone();
        field.Accessor.SetValue((IMessage)copy!, Guid.NewGuid().ToString());
        return copy;
    }

    // The transport measures deadlines by the system's clock and no other.
    private static ClientInterceptorContext<TRequest, TResponse> WithDeadline<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class where TResponse : class => context.Options.Deadline is null
            ? new(context.Method, context.Host, context.Options.WithDeadline((TimeProvider.System.GetUtcNow() + Deadline).UtcDateTime))
            : context;
}
