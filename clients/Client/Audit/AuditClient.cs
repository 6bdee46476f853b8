using Google.Protobuf;
using Grpc.Core;
using TaskForce.Type.V1;

namespace TaskForce.Client.Audit;

/// <summary>The audit log of one service; each area's <c>AuditService</c> has the same methods.</summary>
/// <param name="invoker">A connection's.</param>
/// <param name="service">One of <see cref="Services"/>.</param>
public sealed class AuditClient(CallInvoker invoker, string service)
{
    /// <summary>The services that have an audit log.</summary>
    public static IReadOnlyList<string> Services { get; } = ["tasking", "roster", "geolocation", "partners"];

    /// <summary>Lists entries.</summary>
    public AsyncUnaryCall<ListAuditEntriesResponse> ListAsync(ListAuditEntriesRequest request, CancellationToken cancellation) =>
        CallAsync<ListAuditEntriesRequest, ListAuditEntriesResponse>("ListAuditEntries", request, cancellation);

    /// <summary>Lists checkpoints and the keys in use.</summary>
    public AsyncUnaryCall<ListAuditCheckpointsResponse> ListCheckpointsAsync(ListAuditCheckpointsRequest request, CancellationToken cancellation) =>
        CallAsync<ListAuditCheckpointsRequest, ListAuditCheckpointsResponse>("ListAuditCheckpoints", request, cancellation);

    /// <summary>Adds a checkpoint that the caller's nation signed.</summary>
    public AsyncUnaryCall<AuditCheckpoint> SignAsync(SignCheckpointRequest request, CancellationToken cancellation) =>
        CallAsync<SignCheckpointRequest, AuditCheckpoint>("SignCheckpoint", request, cancellation);

    /// <summary>Erases a value of the caller's nation.</summary>
    public AsyncUnaryCall<EraseAuditValuesResponse> EraseAsync(EraseAuditValuesRequest request, CancellationToken cancellation) =>
        CallAsync<EraseAuditValuesRequest, EraseAuditValuesResponse>("EraseAuditValues", request, cancellation);

    /// <summary>Streams entries after one.</summary>
    public AsyncServerStreamingCall<AuditEvent> Watch(WatchAuditEntriesRequest request, CancellationToken cancellation) => invoker.AsyncServerStreamingCall(
        Method<WatchAuditEntriesRequest, AuditEvent>(MethodType.ServerStreaming, "WatchAuditEntries"), null, new(cancellationToken: cancellation), request);

    private AsyncUnaryCall<TResponse> CallAsync<TRequest, TResponse>(string method, TRequest request, CancellationToken cancellation)
        where TRequest : class, IMessage<TRequest>, new() where TResponse : class, IMessage<TResponse>, new() =>
        invoker.AsyncUnaryCall(Method<TRequest, TResponse>(MethodType.Unary, method), null, new(cancellationToken: cancellation), request);

    private Method<TRequest, TResponse> Method<TRequest, TResponse>(MethodType type, string name)
        where TRequest : class, IMessage<TRequest>, new() where TResponse : class, IMessage<TResponse>, new() =>
        new(type, $"taskforce.{service}.v1.AuditService", name, Marshaller<TRequest>(), Marshaller<TResponse>());

    private static Marshaller<T> Marshaller<T>() where T : IMessage<T>, new() =>
        Marshallers.Create(message => message.ToByteArray(), new MessageParser<T>(() => new()).ParseFrom);
}
