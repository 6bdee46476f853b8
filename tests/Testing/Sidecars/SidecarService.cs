using Dapr.AppCallback.Autogen.Grpc.v1;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace TaskForce.Testing.Sidecars;

/// <summary>
/// What a Dapr sidecar serves of its gRPC API, <c>dapr.proto.runtime.v1.Dapr</c>, as far as TaskForce calls it. The package has the messages and no server, so the
/// methods are bound by hand. Binding needs a class whose methods are virtual.
/// </summary>
[BindServiceMethod(typeof(SidecarServiceBase), nameof(BindService))]
public abstract class SidecarServiceBase
{
    private const string Service = "dapr.proto.runtime.v1.Dapr";
    private const string Callback = "dapr.proto.runtime.v1.AppCallback";

    private static readonly Method<PublishEventRequest, Empty> Publish = Unary<PublishEventRequest, Empty>(Service, nameof(PublishEvent));
    private static readonly Method<GetSecretRequest, GetSecretResponse> Secret = Unary<GetSecretRequest, GetSecretResponse>(Service, nameof(GetSecret));

    /// <summary>What the sidecar calls with an event.</summary>
    internal static readonly Method<TopicEventRequest, TopicEventResponse> TopicEvent = Unary<TopicEventRequest, TopicEventResponse>(Callback, "OnTopicEvent");

    /// <summary>What the sidecar calls to learn what is subscribed to.</summary>
    internal static readonly Method<Empty, ListTopicSubscriptionsResponse> Subscriptions = Unary<Empty, ListTopicSubscriptionsResponse>(Callback, "ListTopicSubscriptions");

    /// <summary>Binds the methods.</summary>
    public static void BindService(ServiceBinderBase binder, SidecarServiceBase? service)
    {
        binder.AddMethod(Publish, service is null ? null! : service.PublishEvent);
        binder.AddMethod(Secret, service is null ? null! : service.GetSecret);
    }

    /// <summary>Takes an event for a broker.</summary>
    public abstract Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context);

    /// <summary>Answers a secret.</summary>
    public abstract Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context);

    private static Method<TRequest, TResponse> Unary<TRequest, TResponse>(string service, string name)
        where TRequest : IMessage<TRequest>, new() where TResponse : IMessage<TResponse>, new() =>
        new(MethodType.Unary, service, name, Marshaller<TRequest>(), Marshaller<TResponse>());

    private static Marshaller<T> Marshaller<T>() where T : IMessage<T>, new() =>
        Marshallers.Create(message => message.ToByteArray(), new MessageParser<T>(() => new()).ParseFrom);
}

/// <summary>The sidecar's service, in the test's hands.</summary>
/// <param name="sidecar">Where it stands.</param>
internal sealed class SidecarService(TestSidecar sidecar) : SidecarServiceBase
{
    public override async Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context)
    {
        TestSidecar.MustShowToken(context);
        await sidecar.TakeAsync(request, context.CancellationToken);
        return new();
    }

    public override async Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context)
    {
        TestSidecar.MustShowToken(context);
        await sidecar.SecretStore().WaitAsync(context.CancellationToken);
        return sidecar.Secrets.TryGetValue($"{request.StoreName}/{request.Key}", out var values)
            ? new GetSecretResponse { Data = { values } }
            : throw new RpcException(new(StatusCode.Internal, $"failed getting secret with key {request.Key} from secret store {request.StoreName}"));
    }
}
