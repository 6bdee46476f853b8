using System.Runtime.CompilerServices;
using Grpc.Core;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.HotspotEvent.Types.Type;

namespace TaskForce.Partners.Feeds;

/// <summary>Changes of hotspots.</summary>
internal sealed class HotspotSource(HotspotService.HotspotServiceClient hotspots) : EventSource(
    "hotspots", "hotspot", "/tasking/v1/hotspots", new[] { EventType.Created, EventType.Updated, EventType.Deleted, EventType.Closed }.Select(WireName.Of))
{
    public override async Task<long> FindEndAsync(ActingFor partner, string purpose, CancellationToken cancellation) =>
        (await hotspots.ListHotspotsAsync(new() { PageSize = 1 }, partner.ToMetadata(purpose), cancellationToken: cancellation)).Sequence;

    public override async IAsyncEnumerable<Reading> ReadAsync(
        ActingFor partner, string purpose, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = hotspots.WatchHotspots(new() { After = after }, partner.ToMetadata(purpose), cancellationToken: cancellation);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellation))
        {
            yield return new(change.Sequence, ToNotice(change), change.Type == EventType.Heartbeat);
        }
    }

    private Notice? ToNotice(HotspotEvent change) => TypeOf(WireName.Of(change.Type)) is { } type
        ? new(Name, change.Sequence, type, change.Hotspot.Name, [change.Hotspot.HostNation], change.Time.ToDateTimeOffset(), change)
        : null;
}
