using System.Collections.Immutable;
using TaskForce.Tasking.Disclosures;

namespace TaskForce.Tasking.Missions;

/// <summary>Who was under way for a mission, and when.</summary>
internal sealed partial record Mission
{
    /// <summary>Each dispatch of a team, the oldest first; only the last may still last.</summary>
    public ImmutableArray<Deployment> Deployments { get; init; } = [];

    // Whoever works from where they are is not under way, and has no position to disclose.
    private bool IsUnderWay => !Brief.IsRemote && DispatchTime is not null && Team is not null && State is MissionState.Ordered or MissionState.EnRoute or MissionState.OnScene;

    // Follows what has become of the team.
    private Mission WithDeployment(DateTimeOffset now)
    {
        var open = Deployments is [.., { End: null } last] ? last : null;
        if (!IsUnderWay)
        {
            return open is null ? this : this with { Deployments = Deployments.Replace(open, open.Close(now)) };
        }

        (string, string)[] team = [.. Team!.Members.Select(each => (each.Member, each.Nation)), .. Team.Assets.Select(each => (each.Asset, each.Nation))];
        IEnumerable<string> nations = [.. Team.Nations, Brief.HostNation];
        return this with
        {
            Deployments = open is null
                ? Deployments.Add(new Deployment(now, [], []).Change(team, nations, now))
                : Deployments.Replace(open, open.Change(team, nations, now)),
        };
    }
}
