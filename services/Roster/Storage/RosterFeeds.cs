using TaskForce.Roster.Devices;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;
using TaskForce.Roster.Support;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Release;

namespace TaskForce.Roster.Storage;

/// <summary>What of the roster's log is published: all of it.</summary>
internal static class RosterFeeds
{
    private const string Package = "taskforce.roster.v1.";

    public static readonly IReadOnlyCollection<(string Feed, string Watch)> All =
    [
        (MemberStore.Topic, $"{Package}MemberService.WatchMembers"),
        (TeamStore.Topic, $"{Package}FormationService.WatchTeams"),
        (SupportStore.Topic, $"{Package}SupportService.WatchSupportRequests"),
        (DeviceStore.Topic, $"{Package}DeviceService.WatchDevices"),
        (ReleaseRuleStore.Topic, $"{Package}ReleaseRuleService.WatchReleaseRules"),
    ];

    public static void AddRelay(this IHostApplicationBuilder builder) => builder.AddRelay<RosterDb>("roster", All);
}
