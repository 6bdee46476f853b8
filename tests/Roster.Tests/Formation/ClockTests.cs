using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using State = TaskForce.Roster.V1.Team.Types.State;
using What = TaskForce.Roster.V1.TeamEvent.Types.Type;

namespace TaskForce.Roster.Tests.Formation;

/// <summary>A machine whose clock is set wrong by an hour, and right again.</summary>
public class ClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lease_ClockStepsAnHourAheadAndBack_EndsOnceAndTheNextLeaseIsWhole()
    {
        using var store = new SqliteTestStore();
        var clock = new FakeTimeProvider(Start);
        await using var app = new RosterApp(store, clock);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();

        var first = await ReserveAsync(app, best, "missions/first");
        clock.AdjustTime(Start.AddHours(1));
        await UntilAsync(app, clock, first, State.Expired);
        clock.AdjustTime(Start.AddSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(3));
        var second = await ReserveAsync(app, best, "missions/second");
        Assert.Equal(State.Reserved, (await app.Formation().GetTeamAsync(new() { Name = second.Name })).State);
        Assert.Equal(clock.GetUtcNow().AddMinutes(5), second.LeaseExpireTime.ToDateTimeOffset());
        await UntilAsync(app, clock, second, State.Expired);

        using var watch = app.Formation().WatchTeams(new(), cancellationToken: Cancellation);
        var events = await watch.ResponseStream.ReadAllAsync(Cancellation).Take(4).ToListAsync(Cancellation);
        Assert.Equal([What.Reserved, What.Expired, What.Reserved, What.Expired], events.Select(change => change.Type));
    }

    private static async Task<V1.Team> ReserveAsync(RosterApp app, V1.TeamProposal best, string holder) => await app.Formation().ReserveTeamAsync(new()
    {
        Holder = holder,
        Requirement = Requirement,
        Lease = TimeSpan.FromMinutes(5).ToDuration(),
        Members = { best.Members.Select(member => new V1.TeamMember { Member = member.Member, Role = member.Role }) },
        Assets = { best.Assets.Select(asset => new V1.TeamAsset { Asset = asset.Asset }) },
    });

    // A second at a time, as time goes by.
    private static async Task UntilAsync(RosterApp app, FakeTimeProvider clock, V1.Team team, State state)
    {
        while ((await app.Formation().GetTeamAsync(new() { Name = team.Name }, cancellationToken: Cancellation)).State != state)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
