using System.Runtime.CompilerServices;
using Grpc.Core;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.AlertEvent.Types.Type;

namespace TaskForce.Partners.Feeds;

/// <summary>What people of the partner's nation must see to, if tasking lets it follow that.</summary>
internal sealed class AlertSource(AlertService.AlertServiceClient alerts) : EventSource(
    "alerts", "alert", "/tasking/v1/alerts", new[] { EventType.Raised, EventType.Added, EventType.Acknowledged, EventType.Resolved }.Select(WireName.Of))
{
    public override async Task<long> FindEndAsync(ActingFor partner, string purpose, CancellationToken cancellation) =>
        (await alerts.ListAlertsAsync(new() { PageSize = 1 }, partner.ToMetadata(purpose), cancellationToken: cancellation)).Sequence;

    public override async IAsyncEnumerable<Reading> ReadAsync(
        ActingFor partner, string purpose, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = alerts.WatchAlerts(new() { After = after }, partner.ToMetadata(purpose), cancellationToken: cancellation);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellation))
        {
            yield return new(change.Sequence, ToNotice(change), change.Type == EventType.Heartbeat);
        }
    }

    private Notice? ToNotice(AlertEvent change) => TypeOf(WireName.Of(change.Type)) is { } type
        ? new(Name, change.Sequence, type, change.Alert.Name, [.. change.Alert.Nations], change.Time.ToDateTimeOffset(), change)
        : null;
}
