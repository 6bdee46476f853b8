using System.Runtime.CompilerServices;
using Grpc.Core;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Partners.Feeds;

/// <summary>A feed of the log of missions: of those of the partner's nation, if tasking lets it follow them.</summary>
/// <param name="name">What filters and cursors call it.</param>
/// <param name="noun">The resource in types.</param>
/// <param name="types">The types of its events: of the watch, and what they are called.</param>
/// <param name="missions">Where the log is.</param>
internal abstract class MissionFeed(string name, string noun, IReadOnlyDictionary<EventType, string> types, MissionService.MissionServiceClient missions)
    : EventSource(name, noun, "/tasking/v1/missions", types.Values)
{
    public override async Task<long> FindEndAsync(ActingFor partner, string purpose, CancellationToken cancellation) =>
        (await missions.ListMissionsAsync(new() { PageSize = 1 }, partner.ToMetadata(purpose), cancellationToken: cancellation)).Sequence;

    public override async IAsyncEnumerable<Reading> ReadAsync(
        ActingFor partner, string purpose, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = missions.WatchMissions(new() { After = after }, partner.ToMetadata(purpose), cancellationToken: cancellation);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellation))
        {
            yield return new(change.Sequence, types.TryGetValue(change.Type, out var type) ? ToNotice(change, TypeOf(type)!) : null, change.Type == EventType.Heartbeat);
        }
    }

    /// <summary>An event of the feed.</summary>
    protected abstract Notice ToNotice(MissionEvent change, string type);
}

/// <summary>What becomes of missions.</summary>
internal sealed class MissionSource(MissionService.MissionServiceClient missions)
    : MissionFeed("missions", "mission", OfMissions.ToDictionary(type => type, WireName.Of), missions)
{
    private static readonly EventType[] OfMissions =
    [
        EventType.Created, EventType.Updated, EventType.TeamAssigned, EventType.TeamExpired, EventType.Approved, EventType.PreAuthorised, EventType.Rejected, EventType.RejectedBySilence,
        EventType.Dispatched, EventType.MemberReplaced, EventType.TeamImpaired, EventType.TeamRestored, EventType.TeamTaken, EventType.TeamPreempted, EventType.Recalled, EventType.Cancelled,
        EventType.Completed, EventType.Reported,
    ];

    protected override Notice ToNotice(MissionEvent change, string type) => new(
        Name, change.Sequence, type, change.Mission.Name, [.. change.Mission.Requirement.Quotas.Select(quota => quota.Nation).Concat(change.Mission.Members.Select(member => member.Nation)).Distinct()],
        change.Time.ToDateTimeOffset(), change);
}

/// <summary>How far the orders of missions have got. Of one whose recipient is withheld the subject is the mission.</summary>
internal sealed class OrderSource(MissionService.MissionServiceClient missions)
    : MissionFeed("orders", "order", OfOrders.ToDictionary(type => type, type => WireName.Of(type).Replace("ORDER_", "", StringComparison.Ordinal)), missions)
{
    private static readonly EventType[] OfOrders =
    [
        EventType.OrderAcknowledged, EventType.Progressed, EventType.ArrivalRetracted, EventType.Escalated, EventType.CheckedIn, EventType.CheckInMissed, EventType.HelpNeeded,
    ];

    protected override Notice ToNotice(MissionEvent change, string type) => new(
        Name, change.Sequence, type, change.Order is { Name.Length: > 0 } order ? order.Name : change.Mission.Name, change.Order is { Nation.Length: > 0 } known ? [known.Nation] : [],
        change.Time.ToDateTimeOffset(), change);
}
