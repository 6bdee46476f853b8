using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Lets nobody see what is not released: every answer and every message of a stream passes here, whatever door it leaves by.</summary>
internal sealed class ReleaseInterceptor(ReleaseBook book) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var answer = await continuation(request, context);
        return ViewFor<TResponse>(context) is { } view ? view.Of(answer) : answer;
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var answer = await continuation(requestStream, context);
        return ViewFor<TResponse>(context) is { } view ? view.Of(answer) : answer;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(request, Seen(responseStream, context), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(requestStream, Seen(responseStream, context), context);

    private IServerStreamWriter<T> Seen<T>(IServerStreamWriter<T> answers, ServerCallContext context) where T : class =>
        ViewFor<T>(context) is { } view ? new SeenWriter<T>(answers, view) : answers;

    // A method for anyone has no caller: the request itself carries the proof of whose answer it is.
    private View? ViewFor<T>(ServerCallContext context) =>
        Kind<T>.Message is { } message && book.Contract.Find(message.Descriptor) is not null && Caller.From(context.GetHttpContext().User) is { } caller
            ? book.ViewOf(caller with { Purpose = Purpose.KeptOf(context.GetHttpContext().Request) })
            : null;

    private static class Kind<T>
    {
        public static readonly IMessage? Message = typeof(IMessage).IsAssignableFrom(typeof(T)) ? (IMessage?)Activator.CreateInstance<T>() : null;
    }

    private sealed class SeenWriter<T>(IServerStreamWriter<T> answers, View view) : IServerStreamWriter<T>, IOwnMessages<T> where T : class
    {
        public WriteOptions? WriteOptions
        {
            get => answers.WriteOptions;
            set => answers.WriteOptions = value;
        }

        public Task WriteAsync(T message) => answers.WriteAsync(view.Of(message));

        public Task WriteAsync(T message, CancellationToken cancellationToken) => answers.WriteAsync(view.Of(message), cancellationToken);

        public Task WriteOwnAsync(T message, CancellationToken cancellation) => answers.WriteAsync(view.OfOwn(message), cancellation);
    }
}

/// <summary>A stream that takes messages which nobody else holds, and so need not be copied before something is taken out.</summary>
internal interface IOwnMessages<in T>
{
    /// <summary>Sends a message, which is changed by that.</summary>
    Task WriteOwnAsync(T message, CancellationToken cancellation);
}
