using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.Roster.Support;
using TaskForce.ServiceDefaults.Release;

namespace TaskForce.Roster.Release;

internal static class ReleaseModule
{
    public static void AddRelease(this IHostApplicationBuilder builder)
    {
        builder.AddRelease(RosterRecords.Records);
        builder.Services.AddLogMirror<RosterDb>([TeamStore.Topic, SupportStore.Topic], RosterJointWork.LoadAsync, RosterJointWork.Take);
    }

    public static void MapRelease(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ReleaseRuleService>();
}
