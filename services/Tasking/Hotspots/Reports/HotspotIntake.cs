using Dapr.AppCallback.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Sidecar;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using Answer = Dapr.AppCallback.Autogen.Grpc.v1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace TaskForce.Tasking.Hotspots.Reports;

/// <summary>
/// Takes hotspots that are reported through the broker, as often as they are delivered and in any order, once each. A report is a call of <c>CreateHotspot</c>
/// in the place of the partner that the source is configured as.
/// </summary>
internal sealed partial class HotspotIntake(
    InnerCalls calls, Journal<TaskingDb> journal, IOptions<IntakeOptions> options, TimeProvider clock, ILogger<HotspotIntake> log) : AppCallback.AppCallbackBase
{
    private const string Method = "/taskforce.tasking.v1.HotspotService/CreateHotspot";
    private const int LongestId = 400;

    private readonly IntakeOptions _options = options.Value;

    public override Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(Empty request, ServerCallContext context)
    {
        context.MustBeSidecar(_options.Token);
        var subscription = new TopicSubscription { PubsubName = _options.Component, Topic = _options.Topic, DeadLetterTopic = $"{_options.Topic}.parked" };
        return Task.FromResult(new ListTopicSubscriptionsResponse { Subscriptions = { subscription } });
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
            return new() { Status = await TryTakeAsync(request, context.CancellationToken) is { } reason ? await ParkAsync(request, reason, context.CancellationToken) : Answer.Success };
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

        var hasOwnName = false;
        try
        {
            var report = HotspotReport.Read(change);
            hasOwnName = report.HasOwnName;
            await calls.CallAsync<HotspotService, V1.CreateHotspotRequest, V1.Hotspot>(
                Method, source.ToPartner(), report.Request, hotspots => hotspots.CreateHotspot, cancellation);
            return null;
        }
        catch (DomainException known) when (known.Fault == Fault.Exists && hasOwnName)
        {
            return null;
        }
        catch (DomainException refused) when (refused.Fault is not (Fault.Unavailable or Fault.Conflict or Fault.Exhausted))
        {
            return refused.Reason;
        }
    }

    // What the report says is not kept here: the broker has it, on the topic for what is parked.
    private async Task<Answer> ParkAsync(TopicEventRequest change, string reason, CancellationToken cancellation)
    {
        var id = $"{change.Source} {change.Id}";
        if (await journal.ParkAsync(_options.Topic, id.Length <= LongestId ? id : id[..LongestId], reason, clock.GetUtcNow(), cancellation))
        {
            LogParked(id, reason);
        }

        return Answer.Drop;
    }

    [LoggerMessage(LogLevel.Warning, "A reported hotspot cannot be taken now and will be brought again: {Reason}")]
    private partial void LogLater(string reason);

    [LoggerMessage(LogLevel.Error, "The reported hotspot {Report} was parked: {Reason}")]
    private partial void LogParked(string report, string reason);
}
