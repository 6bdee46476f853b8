using Grpc.Core;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.ServiceDefaults.Release;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using Rules = TaskForce.Roster.V1.ReleaseRuleService.ReleaseRuleServiceClient;

namespace TaskForce.Tasking.Release;

/// <summary>What of the nations' people other nations see in missions and in all that belongs to them: by the roster's rules.</summary>
internal static class ReleaseModule
{
    public static void AddRelease(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Rules>("Roster");
        builder.AddReleaseMirror(services => SourceOf(services.GetRequiredService<Rules>()));
        builder.Services.AddLogMirror<TaskingDb>([MissionStore.Topic], TaskingJointWork.LoadAsync, TaskingJointWork.Take);
    }

    private static ReleaseSource SourceOf(Rules rules) => new(
        async (request, cancellation) => await rules.ListReleaseRulesAsync(request, cancellationToken: cancellation),
        (request, cancellation) => rules.WatchReleaseRules(request, cancellationToken: cancellation).ResponseStream.ReadAllAsync(cancellation));
}
