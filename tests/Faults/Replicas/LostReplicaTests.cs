using TaskForce.Faults.Load;
using TaskForce.Testing.Replicas;

namespace TaskForce.Faults.Replicas;

/// <summary>Processes of a cluster that die under load, while others of the same service are there.</summary>
public sealed class LostReplicaTests(Seed seed)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_OneOfEachServiceIsKilledThenTheOther_NobodyMissesAnythingOrSeesItTwice()
    {
        Assert.SkipWhen(HostNames.Obstacle is not null, HostNames.Obstacle ?? "");
        var (site, there) = await Site.StartAsync(seed, build: null, Cancellation);
        await using var ending = site;

        // After the second nobody is left of those who were there first, so that every stream has moved.
        for (var kills = 0; kills < (Intensity.IsLong ? 40 : 2); kills++)
        {
            there = kills == 0 ? there : [.. there, .. await site.JoinAsync(Cancellation)];
            List<Replica> dying = [.. there.Take(Site.Services.Length)];
            await Task.WhenAll(dying.Select(replica => replica.KillAsync()));
            // Its name is known for a while, as in a cluster: whoever calls it finds out.
            await site.GetOnAsync(Cancellation);
            dying.ForEach(site.Cluster.Forget);
            there = [.. there.Skip(Site.Services.Length)];
        }

        var wrong = await site.EndAsync(Cancellation);

        var history = site.Run.History;
        TestContext.Current.SendDiagnosticMessage($"{site.Run.Sent} missions sent, {history.Calls.Count} calls, {history.MissionLog.Count} events, {history.Reports.Count} positions, {history.Shows.Count} orders shown");
        Assert.True(wrong.Count == 0, $"{string.Join('\n', wrong.Take(40))}\n{site.Cluster.Warnings}");
        Assert.NotEmpty(history.Shows);
    }
}
