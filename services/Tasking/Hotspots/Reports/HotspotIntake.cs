using Dapr.AppCallback.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Sidecar;
using Answer = Dapr.AppCallback.Autogen.Grpc.v1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace TaskForce.Tasking.Hotspots.Reports;

/// <summary>
/// Takes hotspots that are reported through the broker, as often as they are delivered and in any order, once each. A report is a call of <c>CreateHotspot</c>
/// in the place of the partner that the source is configured as.
/// </summary>
internal sealed partial class HotspotIntake(ReportedHotspots hotspots, ReportParking parking, IOptions<IntakeOptions> options, ILogger<HotspotIntake> log) : AppCallback.AppCallbackBase
{
    private readonly IntakeOptions _options = options.Value;

    public override Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(Empty request, ServerCallContext context)
    {
        context.MustBeSidecar(_options.Token);
        return Task.FromResult(new ListTopicSubscriptionsResponse { Subscriptions = { new TopicSubscription { PubsubName = _options.Component, Topic = _options.Topic } } });
    }

    public override Task<ListInputBindingsResponse> ListInputBindings(Empty request, ServerCallContext context)
    {
        context.MustBeSidecar(_options.Token);
        return Task.FromResult(new ListInputBindingsResponse());
    }

    public override async Task<TopicEventResponse> OnTopicEvent(TopicEventRequest request, ServerCallContext context)
    {
        context.MustBeSidecar(_options.Token);
        try
        {
            if (await TryTakeAsync(request, context.CancellationToken) is not { } reason)
            {
                return new() { Status = Answer.Success };
            }

            await parking.ParkAsync(request, reason, context.CancellationToken);
            return new() { Status = Answer.Drop };
        }
        catch (DomainException passing) when (passing.Fault is Fault.Unavailable or Fault.Conflict or Fault.Exhausted)
        {
            LogLater(passing.Reason);
            return new() { Status = Answer.Retry };
        }
    }

    // Why it is never taken; null if it was.
    private async Task<string?> TryTakeAsync(TopicEventRequest change, CancellationToken cancellation)
    {
        if (change.PubsubName != _options.Component || change.Topic != _options.Topic)
        {
            return "TOPIC_UNKNOWN";
        }

        if (_options.Sources.Values.FirstOrDefault(source => source.Source == change.Source) is not { } source)
        {
            return "SOURCE_UNKNOWN";
        }

        try
        {
            await hotspots.CreateAsync(source.ToPartner(), HotspotReport.Read(change), cancellation);
            return null;
        }
        catch (DomainException refused) when (refused.Fault is not (Fault.Unavailable or Fault.Conflict or Fault.Exhausted))
        {
            return refused.Reason;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A reported hotspot cannot be taken now and will be brought again: {Reason}")]
    private partial void LogLater(string reason);
}
