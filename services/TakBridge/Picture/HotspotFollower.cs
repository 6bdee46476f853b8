using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.TakBridge.Connections;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.HotspotEvent.Types.Type;

namespace TaskForce.TakBridge.Picture;

/// <summary>Shows a client the hotspots that are active. One for each connection.</summary>
internal sealed class HotspotFollower(TakClient client, Standing standing, HotspotService.HotspotServiceClient hotspots, IOptions<TakOptions> options, TimeProvider clock) : IFollower
{
    private const int PageSize = 1000;

    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    public async Task FollowAsync(CancellationToken cancellation)
    {
        var after = await ListAsync(cancellation);
        using var watch = hotspots.WatchHotspots(new() { After = after }, client.Metadata(), cancellationToken: cancellation);
        await foreach (var change in watch.ResponseStream.ReadAllAsync(cancellation))
        {
            switch (change.Type)
            {
                case EventType.Created or EventType.Updated:
                    Show(change.Hotspot);
                    break;
                case EventType.Closed or EventType.Deleted:
                    Hide(change.Hotspot.Name);
                    break;
                default:
                    break;
            }
        }
    }

    private async Task<long> ListAsync(CancellationToken cancellation)
    {
        var request = new ListHotspotsRequest { PageSize = PageSize, Filter = new() { States = { Hotspot.Types.State.Active } } };
        var (sequence, known) = (-1L, new HashSet<string>(StringComparer.Ordinal));
        do
        {
            var page = await hotspots.ListHotspotsAsync(request, client.Metadata(), cancellationToken: cancellation);
            foreach (var hotspot in page.Hotspots)
            {
                known.Add(hotspot.Name);
                Show(hotspot);
            }

            sequence = sequence < 0 ? page.Sequence : sequence;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        foreach (var gone in _shown.Except(known).ToList())
        {
            Hide(gone);
        }

        return sequence;
    }

    private void Show(Hotspot hotspot)
    {
        // One that nobody has closed is over all the same.
        if (hotspot.Place?.Location is not null && !(hotspot.ExpireTime?.ToDateTimeOffset() <= clock.GetUtcNow()))
        {
            _shown.Add(hotspot.Name);
            standing.Show(HotspotMapping.UidOf(hotspot.Name), now => HotspotMapping.ToEvent(hotspot, options.Value.Picture.StandsFor, now));
        }
    }

    private void Hide(string hotspot)
    {
        _shown.Remove(hotspot);
        standing.Hide(HotspotMapping.UidOf(hotspot));
    }
}
