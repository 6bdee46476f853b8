using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace TaskForce.ServiceDefaults.Limits;

/// <summary>Refuses a request that no method could mean, before a method has to think of it: <see cref="MessageLimits"/>.</summary>
internal sealed class LimitInterceptor : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, responseStream, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(Checked(requestStream), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(Checked(requestStream), responseStream, context);

    // What is no message of the contract is read by a slice of its own, which has its own checks.
    private static IAsyncStreamReader<T> Checked<T>(IAsyncStreamReader<T> requests) => typeof(IMessage).IsAssignableFrom(typeof(T)) ? new CheckedReader<T>(requests) : requests;

    // What the sidecar brings would be brought again and again if it were refused here; whoever takes it looks at it.
    private static void Check<T>(T request)
    {
        if (request is IMessage message && message.Descriptor.File.Package != "dapr.proto.runtime.v1")
        {
            var violations = new Violations();
            MessageLimits.Check(message, violations);
            violations.ThrowIfAny();
        }
    }

    private sealed class CheckedReader<T>(IAsyncStreamReader<T> requests) : IAsyncStreamReader<T>
    {
        public T Current => requests.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            var more = await requests.MoveNext(cancellationToken);
            if (more)
            {
                Check(Current);
            }

            return more;
        }
    }
}
