using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Geolocation.Tests.Disclosures.DisclosureWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Tests.Disclosures;

/// <summary>What a field unit is told: itself and those of its assignment, and nobody else, be they of its own nation.</summary>
public sealed class UnitSightTests : IAsyncDisposable
{
    private const string Anna = "members/de-anna";
    private const string Boat = "assets/boat-of-germany";
    private const string Omar = "members/ma-omar";

    private readonly GeolocationApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Watch_NoAssignment_TellsTheUnitItselfAndNobodyOfItsNation()
    {
        await _app.ReportAsync(Report(Boat, -10));
        using var watch = Watch();
        Assert.Empty(await watch.ReadToBeatAsync());

        await ReportAsync(Anna, "DE", -5);
        await _app.ReportAsync(Report(Boat, -4));
        await ReportAsync(Anna, "DE", -3);

        Assert.Equal([(Anna, -5.0), (Anna, -3.0)], (await watch.ReadAsync(2)).Select(Told));
    }

    [Fact]
    public async Task Watch_InAnAssignment_TellsThoseOfItOfBothNationsWhileTheyAreInIt()
    {
        await ReportAsync(Omar, "MA", -30);
        await _app.ReportAsync(Report(Boat, -20), Report("assets/another-boat", -20));
        using var watch = Watch();
        await watch.ReadToBeatAsync();

        var disclosure = await DiscloseAsync(Of(Anna, -60), Of(Boat, -60), Of(Omar, -60));
        Assert.Equal([(Boat, -20.0), (Omar, -30.0)], (await watch.ReadAsync(2)).Select(Told).Order());

        await ReportAsync(Omar, "MA", -10);
        Assert.Equal((Omar, -10.0), Told(Assert.Single(await watch.ReadAsync(1))));

        await _app.EndAsync(disclosure);
        var hidden = await watch.ReadAsync(2);
        Assert.All(hidden, change => Assert.Equal((EventType.StateChanged, State.Withheld), (change.Type, change.Position.State)));
        Assert.All(hidden, change => Assert.Null(change.Position.Report));
    }

    [Fact]
    public async Task Watch_UnitLeftTheTeam_IsToldNoMoreOfThoseWhoStay()
    {
        await ReportAsync(Omar, "MA", -30);
        await DiscloseAsync(Of(Anna, -60, until: -20), Of(Omar, -60));

        using var watch = Watch();

        Assert.Empty(await watch.ReadToBeatAsync());
    }

    [Fact]
    public async Task Watch_ByADeviceOfAnotherMember_TellsNothingOfTheAssignment()
    {
        await ReportAsync(Omar, "MA", -30);
        await DiscloseAsync(Of(Anna, -60), Of(Omar, -60));

        using var watch = Watch("members/de-berta");

        Assert.Empty(await watch.ReadToBeatAsync());
    }

    [Fact]
    public async Task Map_InAnAssignment_ShowsTheSame()
    {
        await ReportAsync(Omar, "MA", -30);
        await _app.ReportAsync(Report(Boat, -20));
        var disclosure = await DiscloseAsync(Of(Anna, -60), Of(Omar, -60));
        using var watch = Unit(Anna).WatchPositions(new() { View = new() { Zoom = 10 } });

        var shown = Assert.Single(await watch.ReadToBeatAsync());
        await _app.EndAsync(disclosure);
        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        var hidden = await watch.ReadUntilAsync(change => change.Changes.Any(each => each.Left));

        Assert.Equal(Omar, Assert.Single(shown.Changes).Subject);
        Assert.Equal(State.Withheld, Assert.Single(hidden.Changes).State);
    }

    private V1.PositionService.PositionServiceClient Unit(string member) => new(_app.AsDevice("devices/kxq7m2vnpd", member, "DE"));

    private AsyncServerStreamingCall<V1.PositionEvent> Watch(string member = Anna) => Unit(member).WatchPositions(new());

    private async Task ReportAsync(string member, string nation, double second)
    {
        var answer = await new V1.PositionService.PositionServiceClient(_app.AsDevice("devices/kxq7m2vnpd", member, nation)).ReportPositionsAsync(new()
        {
            Reports = { new V1.PositionReport { Subject = member, Location = new() { Latitude = 36 + (second / 100_000), Longitude = -5.5 }, EventTime = Noon.AddSeconds(second).ToTimestamp() } },
        });
        Assert.Equal(1, answer.StoredCount);
    }

    private async Task<V1.Disclosure> DiscloseAsync(params V1.Disclosure.Types.Subject[] subjects) => await _app.DiscloseAsync(
        [.. subjects.Select(each => new V1.Disclosure.Types.Subject(each) { Nation = each.Subject_ == Omar ? "MA" : "DE" })]);

    private static (string Subject, double Second) Told(V1.PositionEvent change) => (change.Position.Report.Subject, SecondOf(change.Position.Report.EventTime));
}
