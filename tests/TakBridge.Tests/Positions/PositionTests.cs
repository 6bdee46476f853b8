using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.TakBridge.Cot;
using TaskForce.TakBridge.Positions;
using TaskForce.TakBridge.Tests.Cot;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.TakBridge.Tests.Positions;

/// <summary>What becomes of a client's events about itself.</summary>
public sealed class PositionTests : IAsyncDisposable
{
    private readonly FakeServices _services = new();
    private readonly BridgeApp _bridge;

    public PositionTests() => _bridge = new(_services);

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task OwnPosition_IsReportedOfTheMemberAsTheDevice_WithItsTimeSourceAndAccuracy()
    {
        using var client = await TakConnection.IntroduceAsync(_bridge);

        var (caller, report) = await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync();

        Assert.Equal(BridgeApp.Acting, caller);
        Assert.Equal((BridgeApp.Member, Samples.Noon.ToTimestamp(), Source.Gnss), (report.Subject, report.EventTime, report.Source));
        Assert.Equal((35.8901, -5.5, 8.2f, 1.5f, 182.25f), (report.Location.Latitude, report.Location.Longitude, report.AccuracyMetres, report.SpeedMps, report.HeadingDegrees));
    }

    [Fact]
    public async Task OwnPosition_InTheTakProtocol_IsReportedToo()
    {
        using var client = await TakConnection.IntroduceAsync(_bridge);
        await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync();
        await client.SwitchAsync();

        await client.SendAsync(Samples.Event(TakConnection.Uid));

        Assert.Equal(12, (await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync()).Report.AccuracyMetres);
        // And it is answered in the same way.
        await client.SendAsync(Samples.Event() with { Type = "t-x-c-t" });
        await client.ReadAsync(value => value.Type == "t-x-c-t-r");
    }

    [Fact]
    public async Task OtherFriendsAndPlacelessPositions_AreNotReported()
    {
        using var client = await TakConnection.IntroduceAsync(_bridge);
        await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync();

        await client.SendAsync(Samples.Event("somebody-else"));
        await client.SendAsync(Samples.Event(TakConnection.Uid) with { Point = CotPoint.At(0, 0) });
        await client.SendAsync(Samples.Event(TakConnection.Uid) with { Point = CotPoint.At(36, -5, 77) });

        Assert.Equal(77, (await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync()).Report.AccuracyMetres);
    }

    [Fact]
    public async Task GeolocationAway_ReportsComeOnceItIsBack()
    {
        _services.Refusal = new(StatusCode.Unavailable, "Away.");
        using var client = await TakConnection.IntroduceAsync(_bridge);
        await client.SendAsync(Samples.Event(TakConnection.Uid));
        await client.SendAsync(Samples.Event() with { Type = "t-x-c-t" });
        await client.ReadAsync(value => value.Type == "t-x-c-t-r");

        _services.Refusal = null;

        Assert.Equal(8.2f, (await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync()).Report.AccuracyMetres);
        Assert.Equal(12, (await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync()).Report.AccuracyMetres);
    }

    [Theory]
    [InlineData("m-g", "GPS", Source.Gnss)]
    [InlineData("m-g", "", Source.Gnss)]
    [InlineData("h-e", "", Source.Manual)]
    [InlineData("m-g", "USER", Source.Manual)]
    [InlineData("m-s", "", Source.Simulated)]
    [InlineData("m-r", "NETWORK", Source.Network)]
    [InlineData("m-r", "???", Source.Unspecified)]
    public void Report_KeepsHowTheClientKnows(string how, string from, Source source)
    {
        var detail = new System.Xml.Linq.XElement("detail", new System.Xml.Linq.XElement("precisionlocation", new System.Xml.Linq.XAttribute("geopointsrc", from)));

        Assert.Equal(source, PositionMapping.ToReport(Samples.Event(detail: detail) with { How = how }, BridgeApp.Member)!.Source);
    }

    [Theory]
    [InlineData(CotPoint.Unknown)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Report_OfUnknownError_SaysNoAccuracy(double error) =>
        Assert.False(PositionMapping.ToReport(Samples.Event() with { Point = CotPoint.At(1, 1, error) }, BridgeApp.Member)!.HasAccuracyMetres);

    [Theory]
    [InlineData("NaN", "10")]
    [InlineData("-1", "400")]
    [InlineData("fast", "north")]
    public void Report_OfAnImpossibleTrack_LeavesItOut(string speed, string course)
    {
        var track = new System.Xml.Linq.XElement("track", new System.Xml.Linq.XAttribute("speed", speed), new System.Xml.Linq.XAttribute("course", course));

        var report = PositionMapping.ToReport(Samples.Event(detail: new("detail", track)), BridgeApp.Member)!;

        Assert.False(report.HasSpeedMps);
        Assert.Equal(course == "10", report.HasHeadingDegrees);
    }
}
