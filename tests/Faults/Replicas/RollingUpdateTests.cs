using TaskForce.Faults.Load;
using TaskForce.Testing.Replicas;

namespace TaskForce.Faults.Replicas;

/// <summary>Processes of a cluster that are replaced one by one under load.</summary>
public sealed class RollingUpdateTests(Seed seed)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_AreReplacedOneByOne_NoCallFailsAndEveryStreamGoesOn()
    {
        Assert.SkipWhen(HostNames.Obstacle is not null, HostNames.Obstacle ?? "");
        var (site, old) = await Site.StartAsync(seed, build: null, Cancellation);
        await using var ending = site;
        await using var caller = await PlainCaller.StartAsync(site.Cluster, site.Hotspot, Cancellation);

        for (var rounds = 0; rounds < (Intensity.IsLong ? 20 : 2); rounds++)
        {
            var joined = await site.JoinAsync(Cancellation);
            await site.LeaveAsync([.. old.Take(Site.Services.Length)], Cancellation);
            old = [.. old.Skip(Site.Services.Length), .. joined];
        }

        await site.GetOnAsync(Cancellation);
        await caller.EndAsync(Cancellation);
        var wrong = await site.EndAsync(Cancellation);

        TestContext.Current.SendDiagnosticMessage($"{site.Run.Sent} missions sent, {caller.Answered} calls and {caller.Created.Count} hotspots of who tries nothing twice; watches ended: {string.Join(", ", caller.Endings)}");
        Assert.True(caller.Failures.IsEmpty, $"{string.Join('\n', caller.Failures)}\n{site.Cluster.Warnings}");
        Assert.All(caller.Endings, end => Assert.Equal("Unavailable STOPPING", end));
        Assert.Equal(caller.Watched.Distinct(), caller.Watched);
        Assert.True(wrong.Count == 0, $"{string.Join('\n', wrong.Take(40))}\n{site.Cluster.Warnings}");
    }
}
