using System.Runtime.CompilerServices;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using TaskForce.ServiceDefaults.Identity;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Partners.Feeds;

/// <summary>
/// Positions, each once: what is told again because time passed or a disclosure changed has no place of its own in the log, and so no id. Watches have it.
/// </summary>
internal sealed class PositionSource(PositionService.PositionServiceClient positions) : EventSource(
    "positions", "position", "/geolocation/v1/positions", new[] { EventType.Moved, EventType.Late }.Select(WireName.Of))
{
    // No subject has this name: what comes is the first heartbeat, which tells how long the log is.
    public override async Task<long> FindEndAsync(ActingFor partner, string purpose, CancellationToken cancellation)
    {
        using var call = positions.WatchPositions(new() { Filter = new() { Subjects = { "members/none" } } }, partner.ToMetadata(purpose), cancellationToken: cancellation);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellation))
        {
            return change.Sequence;
        }

        throw new DomainException(Fault.Unavailable, "PEER_UNAVAILABLE", "The geolocation service does not answer; try again.");
    }

    public override async IAsyncEnumerable<Reading> ReadAsync(
        ActingFor partner, string purpose, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = positions.WatchPositions(new() { After = after }, partner.ToMetadata(purpose), cancellationToken: cancellation);
        // From the beginning, the last known positions come first, in no order: a cursor among them would pass some.
        var known = after == 0 ? new List<PositionEvent>() : null;
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellation))
        {
            if (known is not null && change.Type != EventType.Heartbeat)
            {
                known.Add(change);
                continue;
            }

            foreach (var first in known?.OrderBy(each => each.Sequence) ?? Enumerable.Empty<PositionEvent>())
            {
                yield return new(first.Sequence, ToNotice(first), IsHeartbeat: false);
            }

            known = null;
            yield return new(change.Sequence, ToNotice(change), change.Type == EventType.Heartbeat);
        }
    }

    private Notice? ToNotice(PositionEvent change) => TypeOf(WireName.Of(change.Type)) is { } type && change.Position.State != Position.Types.State.Withheld
        ? new(Name, change.Sequence, type, change.Position.Name, [change.Position.Nation], change.Position.Report.EventTime.ToDateTimeOffset(), change)
        : null;
}
