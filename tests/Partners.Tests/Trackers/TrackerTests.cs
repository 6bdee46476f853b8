extern alias geolocation;

using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;
using static TaskForce.Partners.Tests.PartnersApp;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;
using SpeedUnit = TaskForce.Partners.V1.Tracker.Types.SpeedUnit;

namespace TaskForce.Partners.Tests.Trackers;

/// <summary>What trackers report, as the real geolocation service takes it.</summary>
public sealed class TrackerTests : IAsyncDisposable
{
    private const string Boat = "assets/de-boat-1";

    private readonly SqliteTestStore _store = new();
    private readonly FakeTimeProvider _clock = new(new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero));
    private readonly GeolocationApp _geolocation;
    private readonly PartnersApp _app;

    public TrackerTests()
    {
        _geolocation = new(_clock);
        _app = new(_store, new(), _clock, geolocation: _geolocation.As("service:partners"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _geolocation.DisposeAsync();
        _store.Dispose();
    }

    [Theory]
    [InlineData(SpeedUnit.Unspecified, 10, 5.144)]
    [InlineData(SpeedUnit.Knots, 10, 5.144)]
    [InlineData(SpeedUnit.MetresPerSecond, 10, 10)]
    [InlineData(SpeedUnit.KilometresPerHour, 36, 10)]
    public async Task OsmAnd_Query_IsAPositionInOurUnits_WithBothTimes(SpeedUnit unit, double said, double speed)
    {
        var secret = await MakeAsync(unit);

        var answer = await Anyone.ReceiveOsmAndPositionAsync(new()
        {
            Secret = secret,
            Id = "tracker-7",
            Lat = "35.89",
            Lon = "-5.5",
            Timestamp = "1898575170",
            Hdop = "1.5",
            Speed = $"{said}",
            Bearing = "271.5",
        });

        var position = await PositionAsync();
        Assert.Equal(Code.Stored, answer.Outcome.Code);
        Assert.Equal((35.89, -5.5, 7.5f, 271.5f), (position.Report.Location.Latitude, position.Report.Location.Longitude, position.Report.AccuracyMetres, position.Report.HeadingDegrees));
        Assert.Equal(speed, position.Report.SpeedMps, 3);
        Assert.Equal((new DateTime(2030, 3, 1, 5, 59, 30), new DateTime(2030, 3, 1, 6, 0, 0)), (position.Report.EventTime.ToDateTime(), position.ReceiptTime.ToDateTime()));
    }

    [Fact]
    public async Task OsmAnd_FormAndJson_AreTheSame_AndTwiceIsOnce()
    {
        var secret = await MakeAsync();
        const string Json = """
            {"location": {"timestamp": "2030-03-01T05:59:30.000Z", "coords": {"latitude": 35.89, "longitude": -5.5, "accuracy": 4, "speed": -1, "heading": -1}, "battery": {"level": 0.5}},
            "device_id": "tracker-7"}
            """;

        var first = await Anyone.ReceiveOsmAndPositionAsync(new() { Secret = secret, Document = Body("application/json", Json) });
        var again = await Anyone.ReceiveOsmAndPositionAsync(new() { Secret = secret, Document = Body("application/x-www-form-urlencoded", "deviceid=tracker-7&lat=35.89&lon=-5.5&timestamp=1898575170000") });

        Assert.Equal((Code.Stored, Code.Duplicate), (first.Outcome.Code, again.Outcome.Code));
        var report = (await PositionAsync()).Report;
        Assert.Equal((4, false, false), (report.AccuracyMetres, report.HasSpeedMps, report.HasHeadingDegrees));
    }

    [Fact]
    public async Task Traccar_Forwarded_IsAtItsFixTime_InKnots_AndLateIsLate()
    {
        var secret = await MakeAsync();

        var stored = await Anyone.ReceiveTraccarPositionAsync(new() { Secret = secret, Document = Body("application/json", Forwarded("2030-03-01T05:59:30.000+00:00")) });
        var late = await Anyone.ReceiveTraccarPositionAsync(new() { Secret = secret, Document = Body("application/json", Forwarded("2030-03-01T05:58:30.000+00:00")) });
        var unfixed = await Anyone.ReceiveTraccarPositionAsync(new() { Secret = secret, Document = Body("application/json", Forwarded("2030-03-01T05:59:59.000+00:00", valid: "false")) });

        Assert.Equal((Code.Stored, Code.StoredLate, null), (stored.Outcome.Code, late.Outcome.Code, unfixed.Outcome));
        var report = (await PositionAsync()).Report;
        Assert.Equal((new DateTime(2030, 3, 1, 5, 59, 30), 90, false), (report.EventTime.ToDateTime(), report.HeadingDegrees, report.HasAccuracyMetres));
        Assert.Equal(6.173, report.SpeedMps, 3);
    }

    [Fact]
    public async Task WhatIsNeverTaken_IsAnOutcome_AndWhatIsMalformedIsRefused()
    {
        var secret = await MakeAsync();

        Assert.Equal(Code.OutOfRange, (await SendAsync(secret, latitude: "95")).Outcome.Code);
        Assert.Equal(Code.InFuture, (await SendAsync(secret, time: "1898582400")).Outcome.Code);
        await Refused(StatusCode.NotFound, "TRACKER_DEVICE_UNKNOWN", Anyone.ReceiveOsmAndPositionAsync(new() { Secret = secret, Id = "tracker-8", Lat = "1", Lon = "1" }));
        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", Anyone.ReceiveOsmAndPositionAsync(new() { Secret = secret, Id = "tracker-7", Lat = "north", Timestamp = "noon", Speed = "NaN" }));
        Assert.Equal(["lat", "lon", "speed", "timestamp"], refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(fault => fault.Field).Order());
        foreach (var document in new[] { "", "[]", "{", "{\"position\": 1}", "{\"position\": {}, \"device\": {}}", new string('[', 100_000) })
        {
            await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", Anyone.ReceiveTraccarPositionAsync(new() { Secret = secret, Document = Body("application/json", document) }));
        }
    }

    [Fact]
    public async Task Secret_WrongOrOfADeletedTracker_OpensNothing()
    {
        var secret = await MakeAsync();
        await Refused(StatusCode.PermissionDenied, "TRACKER_SECRET_WRONG", SendAsync(secret[..^1]));
        await Refused(StatusCode.PermissionDenied, "TRACKER_SECRET_WRONG", SendAsync(""));

        await Ours().DeleteTrackerAsync(new() { Name = "trackers/harbour" });

        await Refused(StatusCode.PermissionDenied, "TRACKER_SECRET_WRONG", SendAsync(secret));
    }

    [Fact]
    public async Task SubjectOfAnotherNation_IsNotReported()
    {
        await new PositionService.PositionServiceClient(_geolocation.As("partner.ma")).ReportPositionsAsync(new()
        {
            Reports = { new PositionReport { Subject = Boat, Location = new() { Latitude = 1, Longitude = 1 }, EventTime = new() { Seconds = 1898575000 } } },
        });

        var answer = await SendAsync(await MakeAsync());

        Assert.Equal(Code.NotYours, answer.Outcome.Code);
    }

    [Fact]
    public async Task Tracker_IsShownWithoutItsSecret_ChangedAndKeptFromOthers()
    {
        var secret = await MakeAsync();
        var made = await Ours().GetTrackerAsync(new() { Name = "trackers/harbour" });
        Assert.Equal(("", "partner.de"), (made.Secret, made.Partner));

        await Ours().UpdateTrackerAsync(new() { Tracker = new() { Name = made.Name, Etag = made.Etag, Devices = { new V1.Tracker.Types.Device { UniqueId = "tracker-9", Subject = Boat } } } });

        Assert.Equal(Code.Stored, (await SendAsync(secret, device: "")).Outcome.Code);
        Assert.Single((await Ours().ListTrackersAsync(new())).Trackers);
        Assert.Empty((await Ours("partner.ma").ListTrackersAsync(new())).Trackers);
        await Refused(StatusCode.NotFound, "TRACKER_NOT_FOUND", Ours("partner.ma").DeleteTrackerAsync(new() { Name = made.Name }));
        await Refused(StatusCode.AlreadyExists, "TRACKER_EXISTS", Ours().CreateTrackerAsync(new() { TrackerId = "harbour", Tracker = made }));
    }

    [Fact]
    public async Task Create_Faulty_NamesEveryFault()
    {
        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", Ours().CreateTrackerAsync(new()
        {
            Tracker = new()
            {
                SpeedUnit = (SpeedUnit)9,
                Devices = { new V1.Tracker.Types.Device { UniqueId = "one", Subject = Boat }, new V1.Tracker.Types.Device { UniqueId = "one", Subject = "members/de-falke-07" } },
            },
        }));

        Assert.Equal(["tracker.speed_unit", "tracker.devices[1].unique_id", "tracker.devices[1].subject"], refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(fault => fault.Field));
    }

    private V1.TrackerService.TrackerServiceClient Anyone => new(_app.As(null));

    private V1.TrackerService.TrackerServiceClient Ours(string profile = "partner.de") => new(_app.As(profile));

    private async Task<string> MakeAsync(SpeedUnit unit = SpeedUnit.Unspecified) => (await Ours().CreateTrackerAsync(new()
    {
        TrackerId = "harbour",
        Tracker = new() { DisplayName = "Boats", SpeedUnit = unit, Devices = { new V1.Tracker.Types.Device { UniqueId = "tracker-7", Subject = Boat } } },
    })).Secret;

    private AsyncUnaryCall<V1.ReceiveTrackerPositionResponse> SendAsync(string secret, string latitude = "35.89", string time = "1898575170", string device = "tracker-7") =>
        Anyone.ReceiveOsmAndPositionAsync(new() { Secret = secret, Id = device, Lat = latitude, Lon = "-5.5", Timestamp = time });

    private async Task<Position> PositionAsync() => await new PositionService.PositionServiceClient(_geolocation.As("dispatcher.de")).GetPositionAsync(new() { Name = $"positions/{Boat}" });

    private static Google.Api.HttpBody Body(string type, string text) => new() { ContentType = type, Data = ByteString.CopyFromUtf8(text) };

    private static string Forwarded(string time, string valid = "true") => $$"""
        {"position": {"id": 5, "attributes": {"batteryLevel": 40}, "deviceId": 1, "protocol": "gt06", "serverTime": "2030-03-01T06:00:00.000+00:00", "deviceTime": "{{time}}", "fixTime": "{{time}}",
        "outdated": false, "valid": {{valid}}, "latitude": 35.89, "longitude": -5.5, "altitude": 0, "speed": 12, "course": 90, "accuracy": 0},
        "device": { "id": 1, "attributes": { }, "name": "Boat", "uniqueId": "tracker-7", "status": "online" } }
        """;

    private sealed class GeolocationApp(TimeProvider clock) : ServiceApp<geolocation::Program>(clock)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Identity:MayActForPartners:0", "service:partners");
        }
    }
}
