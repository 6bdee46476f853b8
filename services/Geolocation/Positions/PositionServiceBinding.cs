using Grpc.Core;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// What the generated base class is for other services, save that the requests of <c>StreamPositions</c> are read by <see cref="StreamedReports"/>, and the
/// events of <c>WatchPositions</c> written by <see cref="PositionFrame"/>. gRPC finds the methods by name and parameters, and only those that this class
/// declares itself.
/// </summary>
[BindServiceMethod(typeof(PositionServiceBinding), nameof(Bind))]
internal abstract class PositionServiceBinding
{
    private static readonly Method<StreamedReports, V1.StreamPositionsResponse> Stream = new(
        MethodType.DuplexStreaming, Descriptor.FullName, nameof(StreamPositions), StreamedReports.Marshaller,
        Marshallers.Create<V1.StreamPositionsResponse>(
            (response, context) => Write(response, context), context => V1.StreamPositionsResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    private static readonly Method<V1.WatchPositionsRequest, PositionFrame> Watch = new(
        MethodType.ServerStreaming, Descriptor.FullName, nameof(WatchPositions),
        Marshallers.Create<V1.WatchPositionsRequest>(
            (request, context) => Write(request, context), context => V1.WatchPositionsRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        PositionFrame.Marshaller);

    /// <summary>Asked for by name, for REST.</summary>
    public static Google.Protobuf.Reflection.ServiceDescriptor Descriptor => V1.PositionService.Descriptor;

    public static void Bind(ServiceBinderBase binder, PositionServiceBinding? service)
    {
        V1.PositionService.BindService(new OtherMethods(binder), null!);
        binder.AddMethod(Stream, service is null ? null! : service.StreamPositions);
        binder.AddMethod(Watch, service is null ? null! : service.WatchPositions);
    }

    public abstract Task StreamPositions(
        IAsyncStreamReader<StreamedReports> requestStream, IServerStreamWriter<V1.StreamPositionsResponse> responseStream, ServerCallContext context);

    public abstract Task<V1.ReportPositionsResponse> ReportPositions(V1.ReportPositionsRequest request, ServerCallContext context);

    public abstract Task<V1.Position> GetPosition(V1.GetPositionRequest request, ServerCallContext context);

    public abstract Task WatchPositions(V1.WatchPositionsRequest request, IServerStreamWriter<PositionFrame> responseStream, ServerCallContext context);

    public abstract Task<V1.FindNearestResponse> FindNearest(V1.FindNearestRequest request, ServerCallContext context);

    public abstract Task<V1.EstimateArrivalsResponse> EstimateArrivals(V1.EstimateArrivalsRequest request, ServerCallContext context);

    public abstract Task<V1.ListTrackPointsResponse> ListTrackPoints(V1.ListTrackPointsRequest request, ServerCallContext context);

    private static void Write(Google.Protobuf.IMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        Google.Protobuf.MessageExtensions.WriteTo(message, context.GetBufferWriter());
        context.Complete();
    }

    private sealed class OtherMethods(ServiceBinderBase binder) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            binder.AddMethod(method, handler!);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            if (method.Name != nameof(WatchPositions))
            {
                binder.AddMethod(method, handler!);
            }
        }

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        {
            if (method.Name != nameof(StreamPositions))
            {
                binder.AddMethod(method, handler!);
            }
        }
    }
}
