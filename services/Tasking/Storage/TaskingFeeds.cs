using TaskForce.ServiceDefaults.Relay;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Delegations;
using TaskForce.Tasking.Handovers;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Operations;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.PreAuthorisations;

namespace TaskForce.Tasking.Storage;

/// <summary>What of tasking's log is published: all of it.</summary>
internal static class TaskingFeeds
{
    private const string Package = "taskforce.tasking.v1.";

    public static readonly IReadOnlyCollection<(string Feed, string Watch)> All =
    [
        (HotspotStore.Topic, $"{Package}HotspotService.WatchHotspots"),
        (MissionStore.Topic, $"{Package}MissionService.WatchMissions"),
        (OperationStore.Topic, $"{Package}OperationService.WatchOperations"),
        (AlertStore.Topic, $"{Package}AlertService.WatchAlerts"),
        (DelegationStore.Topic, $"{Package}DelegationService.WatchDelegations"),
        (PreAuthorisationStore.Topic, $"{Package}PreAuthorisationService.WatchPreAuthorisations"),
        (HandoverStore.Topic, $"{Package}HandoverService.WatchHandovers"),
        (OrderStore.Feed, $"{Package}FieldService.ReceiveOrders"),
    ];

    public static void AddRelay(this IHostApplicationBuilder builder) => builder.AddRelay<TaskingDb>("tasking", All);
}
