using TaskForce.Faults.Load;
using TaskForce.Testing;
using TaskForce.Testing.Replicas;

namespace TaskForce.Faults.Replicas;

/// <summary>
/// The build of an earlier commit and this one on the same database, under load. The earlier one lies where <c>TASKFORCE_PREVIOUS</c> says, each service in a folder with its name; <c>tests/upgrade</c> makes it.
/// </summary>
public sealed class UpgradeTests(Seed seed)
{
    private static readonly string? Previous = Environment.GetEnvironmentVariable("TASKFORCE_PREVIOUS");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Releases_UpBesideEachOtherAndDownAgain_NobodyMissesAnything()
    {
        Assert.SkipWhen(Previous is null, "It takes the build of an earlier commit: tests/upgrade makes it.");
        Assert.SkipWhen(HostNames.Obstacle is not null, HostNames.Obstacle ?? "");
        var (site, old) = await Site.StartAsync(seed, Previous, Cancellation);
        await using var ending = site;

        // Up: the schema changes below those of the earlier release, who go on.
        var mixed = await site.JoinAsync(Cancellation);
        await site.LeaveAsync([.. old.Take(Site.Services.Length)], Cancellation, isOfThisBuild: false);
        mixed = [.. mixed, .. await site.JoinAsync(Cancellation)];
        await site.LeaveAsync([.. old.Skip(Site.Services.Length)], Cancellation, isOfThisBuild: false);
        await site.GetOnAsync(Cancellation);

        // Down: the earlier release starts upon the newer schema, and upon what the newer one has written.
        await site.JoinAsync(Cancellation, Previous);
        await site.LeaveAsync(mixed, Cancellation);
        await site.GetOnAsync(Cancellation);
        var wrong = await site.EndAsync(Cancellation);

        TestContext.Current.SendDiagnosticMessage($"{site.Run.Sent} missions sent, {site.Run.History.MissionLog.Count} events, {site.Run.History.Reports.Count} positions");
        Assert.True(wrong.Count == 0, $"{string.Join('\n', wrong.Take(40))}\n{site.Cluster.Warnings}");
    }

    /// <summary>Partners and devices are not updated with the services: what they learned to say must go on being understood, and they must understand the answers.</summary>
    [Fact(Explicit = true)]
    public async Task ClientOfAnEarlierRelease_DoesTheWholeJobWithTheseServices_AndReadsWhatTheyKeep()
    {
        Assert.SkipWhen(Previous is null, "It takes the build of an earlier commit: tests/upgrade makes it.");
        var (data, client) = (Directory.CreateTempSubdirectory("taskforce-upgrade-"), Path.Combine(Previous!, "Cli", "taskforce.dll"));
        await using (var services = await LocalTaskForce.StartAsync(data.FullName))
        {
            // From the hotspot over team, mission, signed orders and the field units' reports to the arrival.
            await ExpectAsync(services, client, "demo", "--journey", "2s");
            foreach (var command in new[] { "hotspot list", "mission list", "member list", "asset list", "alert list", "plan list", "mandate list", "release list", "place list", "stats list" })
            {
                string[] arguments = [.. command.Split(' '), "--as", "dispatcher.de"];
                var (older, newer) = (await ExpectAsync(services, client, arguments), (await services.CliAsync(arguments)).Output);
                // A column may be new.
                Assert.Equal(Rows(newer), Rows(older));
            }
        }

        data.Delete(recursive: true);
    }

    private static async Task<string> ExpectAsync(LocalTaskForce services, string client, params string[] arguments)
    {
        var (exit, output, errors) = await services.CliOfAsync(client, arguments);
        Assert.True(exit == 0, $"{string.Join(' ', arguments)}: {output}{errors}");
        return output;
    }

    private static int Rows(string table) => table.Count(letter => letter == '\n');
}
