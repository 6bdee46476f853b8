using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.V1;
using TaskForce.TakBridge.Connections;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.TakBridge.Picture;

/// <summary>Shows a client the units that its device may see. One for each connection.</summary>
internal sealed class UnitFollower(TakClient client, PositionService.PositionServiceClient positions, IOptions<TakOptions> options, TimeProvider clock) : IFollower
{
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    public async Task FollowAsync(CancellationToken cancellation)
    {
        // From the beginning each time: what the device may see is decided anew.
        using var watch = positions.WatchPositions(new(), client.Metadata(), cancellationToken: cancellation);
        var told = new HashSet<string>(StringComparer.Ordinal);
        var isBeginning = true;
        await foreach (var change in watch.ResponseStream.ReadAllAsync(cancellation))
        {
            if (change.Type is EventType.Moved or EventType.StateChanged)
            {
                Show(change.Position, told);
            }
            else if (change.Type == EventType.Heartbeat && isBeginning)
            {
                isBeginning = false;
                // Whoever was shown before the stream broke off, and is not among those that may be seen now.
                foreach (var gone in _shown.Except(told).ToList())
                {
                    Hide(gone);
                }
            }
        }
    }

    private void Show(Position position, HashSet<string> told)
    {
        if (UnitMapping.SubjectOf(position.Name) == client.Device.Member)
        {
            return;
        }

        if (position.State == State.Withheld || position.Report is null)
        {
            Hide(position.Name);
            return;
        }

        told.Add(position.Name);
        _shown.Add(position.Name);
        client.Outbox.Add(UnitMapping.ToEvent(position, client.Device.Nation, options.Value.Picture, clock.GetUtcNow()));
    }

    private void Hide(string position)
    {
        if (_shown.Remove(position))
        {
            var uid = UnitMapping.UidOf(position);
            client.Outbox.Add(TaskForceContact.ToRemoval(uid, clock.GetUtcNow()), key: uid);
        }
    }
}
