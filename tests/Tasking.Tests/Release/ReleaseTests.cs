using static TaskForce.Tasking.Tests.Release.ReleaseWorld;
using State = TaskForce.Tasking.V1.Mission.Types.State;

namespace TaskForce.Tasking.Tests.Release;

/// <summary>What another nation sees of missions, by the roster's rules as they change.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    private readonly TaskingApp _app = new();

    private FakeRules Rules => _app.Peers.Rules;

    public ValueTask InitializeAsync()
    {
        Rules.WithdrawAll();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Rule_WithdrawnWhileStreamsAreOpen_EndsWithTheNextEvent()
    {
        var rule = Rules.Release("call-signs", "DE", "MA", false, "Member.name", "Member.call_sign");
        var mission = (await _app.MissionAsync(State.Ordered)).Name;
        using var watch = _app.Missions("dispatcher.ma").WatchMissions(new());
        using var desk = _app.Desk("dispatcher.ma").WatchDesk(new());
        var before = await watch.NextAsync(change => change.Type == V1.MissionEvent.Types.Type.Dispatched);
        await desk.NextAsync(change => change.Mission?.Type == V1.MissionEvent.Types.Type.Dispatched);

        Rules.Withdraw(rule.Name);
        await UntilAsync(() => CallSignAsync("dispatcher.ma", mission), seen => seen.Length == 0);
        await _app.WorkAsync("ma-atlas-12", mission);
        var next = await watch.NextAsync(change => change.Type == V1.MissionEvent.Types.Type.Progressed);
        var nextOfDesk = await desk.NextAsync(change => change.Mission?.Type == V1.MissionEvent.Types.Type.Progressed);

        Assert.Equal(Falke, Of(before.Mission, "DE").CallSign);
        Assert.All([next.Mission, nextOfDesk.Mission.Mission], seen =>
        {
            Assert.Equal(("", ""), (Of(seen, "DE").Member, Of(seen, "DE").CallSign));
            Assert.Contains("call_sign", Of(seen, "DE").WithheldFields);
            Assert.Contains("call_sign", seen.Orders.First(order => order.Nation == "DE").WithheldFields);
        });
        Assert.Equal("members/ma-atlas-12", Of(next.Mission, "MA").CallSign);
    }

    [Fact]
    public async Task Rule_PutInForceWhileAStreamIsOpen_BeginsWithTheNextEvent()
    {
        var mission = (await _app.MissionAsync(State.Ordered)).Name;
        using var watch = _app.Missions("dispatcher.ma").WatchMissions(new());
        var before = await watch.NextAsync(change => change.Type == V1.MissionEvent.Types.Type.Dispatched);

        Rules.Release("call-signs", "DE", "MA", false, "Member.call_sign");
        await UntilAsync(() => CallSignAsync("dispatcher.ma", mission), seen => seen.Length > 0);
        await _app.WorkAsync("de-falke-07", mission);
        var next = await watch.NextAsync(change => change.Type == V1.MissionEvent.Types.Type.Progressed);

        Assert.Equal(("", ""), (Of(before.Mission, "DE").CallSign, Of(before.Mission, "DE").Member));
        Assert.Equal((Falke, ""), (Of(next.Mission, "DE").CallSign, Of(next.Mission, "DE").Member));
    }

    [Fact]
    public async Task JointWorkRule_HoldsForWhoeverIsInTheTeamWithThemAndUntilItEnds()
    {
        Rules.Release("in-teams", "DE", "MA", jointWorkOnly: true, "Member.call_sign");
        Rules.Release("in-teams-too", "DE", "FR", jointWorkOnly: true, "Member.call_sign");
        var mission = (await _app.MissionAsync(State.Ordered)).Name;

        var during = await UntilAsync(() => CallSignAsync("dispatcher.ma", mission), seen => seen.Length > 0);
        var elsewhere = await CallSignAsync("dispatcher.fr", mission);
        await _app.Missions().RecallMissionAsync(new() { Name = mission, Reason = "Over." });
        var after = await UntilAsync(() => CallSignAsync("dispatcher.ma", mission), seen => seen.Length == 0);

        Assert.Equal((Falke, "", ""), (during, elsewhere, after));
        Assert.Equal(Falke, await CallSignAsync("dispatcher.de", mission));
    }

    [Fact]
    public async Task Rules_WereNeverRead_NothingIsReleasedAndTheWorkGoesOn()
    {
        Rules.Release("call-signs", "DE", "MA", false, "Member.call_sign");
        Rules.IsAway = true;

        var mission = (await _app.MissionAsync(State.Ordered)).Name;
        var (own, others) = (await CallSignAsync("dispatcher.de", mission), await CallSignAsync("dispatcher.ma", mission));
        Rules.IsAway = false;

        Assert.Equal((Falke, ""), (own, others));
        Assert.Equal(Falke, await UntilAsync(() => CallSignAsync("dispatcher.ma", mission), seen => seen.Length > 0));
    }

    [Fact]
    public async Task Watch_BrokenOff_HearsWhatChangedMeanwhile()
    {
        var rule = Rules.Release("call-signs", "DE", "MA", false, "Member.call_sign");
        var mission = (await _app.MissionAsync(State.Ordered)).Name;
        Assert.Equal(Falke, await CallSignAsync("dispatcher.ma", mission));

        Rules.IsAway = true;
        Rules.BreakOff();
        Rules.Withdraw(rule.Name);
        var known = await CallSignAsync("dispatcher.ma", mission);
        Rules.IsAway = false;

        Assert.Equal(Falke, known);
        Assert.Equal("", await UntilAsync(() => CallSignAsync("dispatcher.ma", mission), seen => seen.Length == 0));
    }

    [Fact]
    public async Task Roster_RestoredFromABackup_IsBelievedAsItIs()
    {
        Rules.Release("call-signs", "DE", "MA", false, "Member.call_sign");
        var mission = (await _app.MissionAsync(State.Ordered)).Name;
        Assert.Equal(Falke, await CallSignAsync("dispatcher.ma", mission));

        Rules.Forget();
        Rules.BreakOff();

        Assert.Equal("", await UntilAsync(() => CallSignAsync("dispatcher.ma", mission), seen => seen.Length == 0));
    }

    private static Roster.V1.TeamMember Of(V1.Mission mission, string nation) => mission.Members.First(member => member.Nation == nation);

    private async Task<string> CallSignAsync(string profile, string mission) =>
        Of(await _app.Missions(profile).GetMissionAsync(new() { Name = mission }), "DE").CallSign;
}
