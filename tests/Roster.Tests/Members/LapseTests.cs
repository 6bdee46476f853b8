using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Roster.Members;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Members;

public class LapseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(91, null)]
    [InlineData(90, 90)]
    [InlineData(31, 90)]
    [InlineData(30, 30)]
    [InlineData(8, 30)]
    [InlineData(7, 7)]
    [InlineData(1, 7)]
    [InlineData(0, 0)]
    [InlineData(-364, 0)]
    [InlineData(-365, null)]
    public void DueNotice_DaysAhead_IsTheMostUrgentThatWasReached(int days, int? due) => Assert.Equal(due, Lapses.DueNotice(Start.AddDays(days), Start));

    [Fact]
    public async Task ListExpiringQualifications_EarliestFirst_WithLapsedOnesAndWithoutRenewedOnes()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        await app.EnterAsync(Holding("DE", "late-1", ("liaison", 3, 89.5)));
        await app.EnterAsync(Holding("MA", "gone-1", ("liaison", 3, -0.5), ("surveillance", 2, -366), ("interpreter", 3, 91)));
        await app.EnterAsync(Holding("DE", "soon-1", ("liaison", 3, 10), ("interpreter", 3, 20), ("interpreter", 3, 900)));
        await app.EnterAsync(Holding("DE", "less-1", ("liaison", 3, 50), ("liaison", 2, 900)));

        var all = await app.Members("auditor.ma").ListExpiringQualificationsAsync(new());
        var german = await app.Members().ListExpiringQualificationsAsync(new() { Nation = "DE", WithinDays = 30 });

        Assert.Equal([("gone-1", "MA", 0), ("soon-1", "DE", 10), ("less-1", "DE", 50), ("late-1", "DE", 90)],
            all.Qualifications.Select(lapse => (lapse.CallSign, lapse.Nation, lapse.DaysLeft)));
        Assert.Equal(("members/de-soon-1", "liaison", 3), (german.Qualifications[0].Member, german.Qualifications[0].Qualification.Skill, Assert.Single(german.Qualifications).Qualification.Grade));
    }

    [Fact]
    public async Task ListExpiringQualifications_ManyLapseTogether_PagesShowEachOnce()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        foreach (var number in Enumerable.Range(0, 5))
        {
            await app.EnterAsync(Holding("DE", $"page-{number}", ("liaison", 3, 10), ("interpreter", 3, 10)));
        }

        var (seen, token) = (new List<string>(), "");
        do
        {
            var page = await app.Members().ListExpiringQualificationsAsync(new() { PageSize = 3, PageToken = token });
            seen.AddRange(page.Qualifications.Select(lapse => $"{lapse.CallSign} {lapse.Qualification.Skill}"));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(10, seen.Count);
        Assert.Equal(10, seen.Distinct().Count());
        var first = await app.Members().ListExpiringQualificationsAsync(new() { PageSize = 3 });
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Members().ListExpiringQualificationsAsync(new() { PageToken = first.NextPageToken, Nation = "DE" }));
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Members().ListExpiringQualificationsAsync(new() { WithinDays = 3651 }));
    }

    [Fact]
    public async Task Notices_TimeGoesOn_EachThresholdIsAnnouncedOnceAndMissedOnesAreSkipped()
    {
        // Days after the start, and the days that were left at each announcement so far.
        (int Day, int[] Left)[] announced = [(11, [89]), (12, [89]), (94, [89, 6]), (95, [89, 6]), (101, [89, 6, -1]), (102, [89, 6, -1])];
        var directory = Directory.CreateTempSubdirectory("taskforce-test-").FullName;
        await using (var app = new RosterApp(new FakeTimeProvider(Start), directory))
        {
            await app.EnterAsync(Holding("DE", "lapse-1", ("liaison", 3, 100), ("interpreter", 4, 100), ("interpreter", 4, 900)));
            await app.EnterAsync(Holding("DE", "mark-2", [.. announced.Select(each => ($"day-{each.Day}", 3, each.Day + 7.0))]));
        }

        foreach (var (day, days) in announced)
        {
            await using var app = new RosterApp(new FakeTimeProvider(Start.AddDays(day)), directory);

            Assert.Equal(days, await AnnouncedAsync(app, day));
        }
    }

    [Fact]
    public async Task Notices_TheServiceRuns_AreSeenByAWatchWithinAMinute()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = new RosterApp(clock);
        await app.EnterAsync(Holding("DE", "watch-1", ("liaison", 3, 5)));
        using var watch = app.Members().WatchMembers(new() { Filter = new() { Nation = "DE" } }, cancellationToken: Cancellation);
        await watch.ResponseStream.MoveNext(Cancellation);

        clock.Advance(TimeSpan.FromMinutes(1));

        while (await watch.ResponseStream.MoveNext(Cancellation) && watch.ResponseStream.Current.Type == V1.MemberEvent.Types.Type.Heartbeat)
        {
        }

        var change = watch.ResponseStream.Current;
        Assert.Equal((V1.MemberEvent.Types.Type.QualificationExpiring, "service:roster", "watch-1", "liaison", 5),
            (change.Type, change.Actor, change.Expiring.CallSign, change.Expiring.Qualification.Skill, change.Expiring.DaysLeft));
        Assert.Equal("members/de-watch-1", change.Member.Name);
    }

    // What was announced for the first member. The second's, entered later, comes after it in the same change: so all of it was read.
    private static async Task<IEnumerable<int>> AnnouncedAsync(RosterApp app, int day)
    {
        using var watch = app.Members().WatchMembers(new(), cancellationToken: Cancellation);
        var seen = new List<V1.ExpiringQualification>();
        while (!seen.Exists(lapse => lapse.Qualification.Skill == $"day-{day}" && lapse.DaysLeft == 7) && await watch.ResponseStream.MoveNext(Cancellation))
        {
            seen.Add(watch.ResponseStream.Current.Expiring ?? new() { Qualification = new() });
        }

        return seen.Where(lapse => lapse.CallSign == "lapse-1").Select(lapse => lapse.DaysLeft);
    }

    private static V1.Member Holding(string nation, string callSign, params (string Skill, int Grade, double Days)[] held)
    {
        var member = MemberOf(nation, callSign, 1);
        member.Qualifications.Add(held.Select(each => new V1.Qualification
        {
            Skill = each.Skill,
            Grade = each.Grade,
            Validity = new() { EndTime = Start.AddDays(each.Days).ToTimestamp() },
        }));
        return member;
    }
}
