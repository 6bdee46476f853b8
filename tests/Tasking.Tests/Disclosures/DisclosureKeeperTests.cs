using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;
using DisclosureState = TaskForce.Geolocation.V1.Disclosure.Types.State;
using State = TaskForce.Tasking.V1.Mission.Types.State;

namespace TaskForce.Tasking.Tests.Disclosures;

public abstract class DisclosureKeeperTests : IAsyncDisposable
{
    // So that a call that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 10, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly TestStore _store;
    private readonly TaskingApp _app;

    protected DisclosureKeeperTests(TestStore store) => (_store, _app) = (store, new(store, _clock));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _store.Dispose();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Dispatch_Mission_DisclosesTheTeamToEveryNationOfIt()
    {
        var mission = await _app.MissionAsync(State.Ordered);

        var disclosure = await NextAsync();

        Assert.Equal(["members/de-falke-07", "members/ma-atlas-12", "members/ma-atlas-13"], disclosure.Subjects.Select(subject => subject.Subject_));
        Assert.Equal(["DE", "MA", "MA"], disclosure.Subjects.Select(subject => subject.Nation));
        Assert.All(disclosure.Subjects, subject => Assert.Equal((mission.DispatchTime, null), (subject.BeginTime, subject.EndTime)));
        Assert.Equal(["DE", "MA"], disclosure.Receivers);
        Assert.Equal((mission.Name, DisclosureState.Open), (disclosure.Resource, disclosure.State));
        Assert.InRange(disclosure.ExpireTime.ToDateTimeOffset() - TimeSpan.FromMinutes(15), mission.DispatchTime.ToDateTimeOffset(), _clock.GetUtcNow());
    }

    [Fact]
    public async Task Dispatch_NotYet_DisclosesNothing()
    {
        await _app.MissionAsync(State.Approved);
        await _app.MissionAsync(State.Ordered);

        await NextAsync();

        Assert.Single(_app.Peers.Disclosures.Kept);
    }

    [Fact]
    public async Task Replace_MemberUnderWay_EndsOnePeriodAndBeginsAnother()
    {
        var mission = await _app.MissionAsync(State.Ordered);
        await NextAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var team = _app.Peers.Teams.Values.Single().Clone();
        team.Members[2] = new() { Member = "members/ma-atlas-14", Nation = "MA", CallSign = "Atlas 14" };

        _app.Peers.TeamEvents.Writer.TryWrite(new() { Sequence = 1, Type = Roster.V1.TeamEvent.Types.Type.MemberReplaced, Team = team });
        var disclosure = await NextAsync();

        var left = Assert.Single(disclosure.Subjects, subject => subject.Subject_ == "members/ma-atlas-13");
        var came = Assert.Single(disclosure.Subjects, subject => subject.Subject_ == "members/ma-atlas-14");
        Assert.Equal(mission.DispatchTime, left.BeginTime);
        Assert.True(left.EndTime > mission.DispatchTime && left.EndTime <= _clock.GetUtcNow().ToTimestamp());
        Assert.Equal((left.EndTime, null), (came.BeginTime, came.EndTime));
    }

    [Fact]
    public async Task Recall_GeolocationAway_EndsItOnceItIsBackAndAsOfTheRecall()
    {
        var mission = await _app.MissionAsync(State.Ordered);
        await NextAsync();
        _app.Peers.Disclosures.IsAway = true;

        var ended = await _app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });
        await TickUntilAsync(_app.Peers.Disclosures.TurnedAway.Reader.ReadAsync(_limit.Token).AsTask());
        _app.Peers.Disclosures.IsAway = false;
        var disclosure = await NextAsync(DisclosureState.Ended);

        Assert.Equal(ended.EndTime, disclosure.EndTime);
        Assert.All(disclosure.Subjects, subject => Assert.Equal(ended.EndTime, subject.EndTime));
    }

    [Fact]
    public async Task Mission_UnderWay_RenewsTheLeaseAlsoAfterARestart()
    {
        Disclosure first, second;
        await using (var app = new TaskingApp(_store, _clock))
        {
            await app.MissionAsync(State.Ordered);
            first = await NextAsync(app: app);
            _clock.Advance(TimeSpan.FromMinutes(6));
            second = await NextAsync(app: app);
        }

        await using var again = new TaskingApp(_store, _clock);
        _ = again.Services;
        _clock.Advance(TimeSpan.FromMinutes(6));
        // It begins with a desk that knows nothing: what geolocation has lost is told again.
        var third = await NextAsync(app: again);
        if (third.ExpireTime == second.ExpireTime)
        {
            // The first process told it, and ended before it had noted that.
            third = await NextAsync(app: again);
        }

        Assert.True(first.ExpireTime < second.ExpireTime && second.ExpireTime < third.ExpireTime);
        Assert.Equal(first.Subjects, third.Subjects);
        Assert.Equal(first.Name, third.Name);
    }

    [Fact]
    public async Task Update_AnotherProcessWasFaster_IsMadeAgainOnWhatThatSaid()
    {
        await _app.MissionAsync(State.Ordered);
        var first = await NextAsync();
        var desk = _app.Peers.Disclosures;
        desk.AfterGet = () =>
        {
            desk.AfterGet = null;
            var other = desk.Kept[first.Name].Clone();
            other.Etag += "other";
            desk.Kept[first.Name] = other;
        };

        _clock.Advance(TimeSpan.FromMinutes(6));
        await TickUntilAsync(desk.TurnedAway.Reader.ReadAsync(_limit.Token).AsTask());
        var renewed = await NextAsync();

        Assert.True(renewed.ExpireTime > first.ExpireTime);
    }

    private async Task<Disclosure> NextAsync(DisclosureState state = DisclosureState.Open, TaskingApp? app = null)
    {
        while (true)
        {
            var next = (app ?? _app).Peers.Disclosures.Changes.Reader.ReadAsync(_limit.Token).AsTask();
            await TickUntilAsync(next);
            if ((await next).State == state)
            {
                return await next;
            }
        }
    }

    // The keeper looks once a second.
    private async Task TickUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _limit.Token));
        }

        await done;
    }
}

public sealed class SqliteDisclosureKeeperTests() : DisclosureKeeperTests(new SqliteTestStore());

public sealed class PostgresDisclosureKeeperTests() : DisclosureKeeperTests(new PostgresTestStore());
