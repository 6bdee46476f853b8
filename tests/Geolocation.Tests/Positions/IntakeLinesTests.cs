using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Positions;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Positions;

public sealed class IntakeLinesTests
{
    private const int Most = 20_000;

    private readonly IntakeLines _lines = new(Options.Create(new IntakeOptions { ReportsWaiting = Most }));

    [Fact]
    public void Take_OneFloods_TakesOneOfEachInATurn()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.True(_lines.TryAdd(Request("flood", 100), out _));
        }

        for (var i = 0; i < 99; i++)
        {
            Assert.True(_lines.TryAdd(Request($"polite-{i}", 1), out _));
        }

        var turn = _lines.Take(299);

        Assert.Equal(99, turn.Count(waiting => waiting.Reporter != "flood"));
        Assert.Equal(2, turn.Count(waiting => waiting.Reporter == "flood"));
    }

    [Fact]
    public void Take_MoreThanFit_LeavesTheRestInTheirOrder()
    {
        Waiting[] requests = [Request("one", 10), Request("one", 10), Request("two", 10)];
        Assert.All(requests, request => Assert.True(_lines.TryAdd(request, out _)));

        Assert.Equal([requests[0]], _lines.Take(1));
        Assert.Equal([requests[2], requests[1]], _lines.Take(1000));
        Assert.False(_lines.IsWaiting);
    }

    [Fact]
    public void TryAdd_SeveralFlood_EachHasItsShareAndOthersFindRoom()
    {
        string[] floods = ["a", "b", "c"];
        while (floods.Select(flood => _lines.TryAdd(Request(flood, 100), out _)).ToList().Contains(true))
        {
        }

        Assert.InRange(_lines.Reports, Most / 2, Most);
        Assert.True(_lines.TryAdd(Request("polite", 1000), out _));
    }

    [Fact]
    public async Task TryAdd_NoRoom_FindsItWhenSomeIsReleased()
    {
        Assert.True(_lines.TryAdd(Request("flood", 10_000), out _));
        Assert.False(_lines.TryAdd(Request("flood", 1), out var room));
        var taken = _lines.Take(1);
        Assert.Equal((10_000, false), (_lines.Reports, room.IsCompleted));

        _lines.Release(taken);
        await room;

        Assert.Equal(0, _lines.Reports);
        Assert.True(_lines.TryAdd(Request("flood", 1), out _));
    }

    [Fact]
    public void TryAdd_EmptyRequests_TakeRoomToo()
    {
        var count = 0;
        while (_lines.TryAdd(Request("flood", 0), out _))
        {
            count++;
        }

        Assert.Equal(Most / 2, count);
    }

    [Fact]
    public void Validate_OutOfRange_NamesEveryFault() =>
        Assert.Equal(
            ["Positions:Intake:RequestsPerStream must be 1 to 256.", "Positions:Intake:ReportsWaiting must be 20000 to 10000000."],
            new IntakeOptionsValidator().Validate(null, new() { RequestsPerStream = 0, ReportsWaiting = 19_999 }).Failures);

    private static Waiting Request(string reporter, int reports) => new(ReportBatch.Of(
        [.. Enumerable.Range(0, reports).Select(i => GeolocationApp.Report("assets/boat", i))],
        new(new Caller(reporter, "DE", [Role.Partner], "")), GeolocationApp.Noon.UtcTicks, TimeSpan.Zero));
}
