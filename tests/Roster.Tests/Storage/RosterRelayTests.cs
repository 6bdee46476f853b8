using TaskForce.Testing;
using TaskForce.Testing.Sidecars;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Storage;

public sealed class RosterRelayTests
{
    [Fact]
    public async Task Publish_MembersAndATeam_TellsTheTeamAndNamesNobody()
    {
        await using var sidecar = new TestSidecar();
        await sidecar.StartAsync();
        using var store = new SqliteTestStore();
        await using var app = new RosterApp(store, settings: [.. sidecar.Settings.Select(each => (each.Key, each.Value!))]);

        await app.EnterTeamAsync();
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));
        var sequence = (await app.Members().ListMembersAsync(new())).Sequence;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!sidecar.Published.Any(each => each.Sequence >= sequence))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }

        Assert.Contains(sidecar.Published, each => (each.Topic, each.Type, each.Subject) == ("taskforce.roster", "dev.taskforce.team.reserved", team.Name));
        Assert.Contains(sidecar.Published, each => (each.Type, each.Subject, each.Key) == ("dev.taskforce.member.changed", null, "members/MA"));
        Assert.All(sidecar.Published, each => Assert.DoesNotContain("lead-1", each.Event.GetRawText(), StringComparison.Ordinal));
        Assert.All(sidecar.Published, each => Assert.Equal("taskforce.roster", each.Topic));
    }
}
