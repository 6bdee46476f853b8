using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Geolocation.Tests.Positions;

public abstract class PositionServiceTests(GeolocationApp app)
{
    [Fact]
    public async Task ReportPositions_OneOfEachKind_IsAnsweredByTheRules()
    {
        var boat = "assets/" + NewId();
        var first = await app.ReportAsync(Report(boat, 0), Report(boat, -5), Report(boat, 0), Report(boat, 31), Report(boat, 1, latitude: 91), Report("members/" + NewId(), 0));
        var second = await app.ReportAsync(Report(boat, -5), Report(boat, 30));

        Assert.Equal(2, first.StoredCount);
        Assert.Equal(
            [(1, Code.StoredLate), (2, Code.Duplicate), (3, Code.InFuture), (4, Code.OutOfRange), (5, Code.NotYours)],
            first.Outcomes.Select(outcome => (outcome.Index, outcome.Code)));
        Assert.All(first.Outcomes, outcome => Assert.NotEmpty(outcome.Message));
        Assert.Equal((1, Code.Duplicate), (second.StoredCount, Assert.Single(second.Outcomes).Code));
    }

    [Fact]
    public async Task GetPosition_OutOfOrderReports_IsTheLatestByEventTime()
    {
        var id = NewId();
        var latest = Report("members/" + id, 20, 35.9, -5.4);
        (latest.AccuracyMetres, latest.HeadingDegrees, latest.Source) = (4.5f, 0, V1.PositionReport.Types.Source.Gnss);

        await app.Positions("field:" + id).ReportPositionsAsync(new() { Reports = { Report(latest.Subject, 10), latest, Report(latest.Subject, 15) } });
        var position = await app.Positions().GetPositionAsync(new() { Name = $"positions/members/{id}" });

        Assert.Equal(latest, position.Report);
        Assert.False(position.Report.HasSpeedMps);
        Assert.Equal(("DE", Noon.ToTimestamp()), (position.Nation, position.ReceiptTime));
    }

    [Fact]
    public async Task GetPosition_NeverReported_IsNotFound() =>
        await RefusedAsync(StatusCode.NotFound, "POSITION_NOT_FOUND", () => app.Positions().GetPositionAsync(new() { Name = "positions/members/nobody" }).ResponseAsync);

    [Fact]
    public async Task GetPosition_MalformedName_IsInvalid() =>
        await RefusedAsync(StatusCode.InvalidArgument, "INVALID_NAME", () => app.Positions().GetPositionAsync(new() { Name = "members/nobody" }).ResponseAsync);

    [Fact]
    public async Task ReportPositions_SubjectOfAnotherNation_StaysThatNations()
    {
        var boat = "assets/" + NewId();
        await app.ReportAsync(Report(boat, 0));

        var foreign = await app.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { Report(boat, 1) } });
        var service = await app.Positions("service:roster").ReportPositionsAsync(new() { Reports = { Report(boat, 2) } });
        var position = await app.Positions().GetPositionAsync(new() { Name = "positions/" + boat });

        Assert.Equal(Code.NotYours, Assert.Single(foreign.Outcomes).Code);
        Assert.Equal(1, service.StoredCount);
        Assert.Equal(("DE", Noon.AddSeconds(2).ToTimestamp()), (position.Nation, position.Report.EventTime));
    }

    [Fact]
    public async Task ReportPositions_SameRequestIdTwice_GivesTheFirstAnswer()
    {
        var request = new V1.ReportPositionsRequest { Reports = { Report("assets/" + NewId(), 0) }, RequestId = Guid.NewGuid().ToString() };

        var first = await app.Positions("partner.de").ReportPositionsAsync(request);
        var second = await app.Positions("partner.de").ReportPositionsAsync(request);

        Assert.Equal(1, first.StoredCount);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task ReportPositions_MoreThanTenThousand_IsInvalid()
    {
        var reports = Enumerable.Range(0, 10_001).Select(i => Report("assets/boat", i)).ToArray();

        Assert.Equal(["reports"], await FaultyFieldsAsync(app.Positions("partner.de").ReportPositionsAsync(new() { Reports = { reports } })));
    }

    [Fact]
    public async Task ReportPositions_Dispatcher_IsDenied() =>
        await RefusedAsync(StatusCode.PermissionDenied, "ROLE_REQUIRED", () => app.Positions().ReportPositionsAsync(new()).ResponseAsync);

    [Fact]
    public async Task FindNearest_RadiusAgeAndNation_Narrow()
    {
        var prefix = NewId("near");
        string[] subjects = [$"assets/{prefix}-a", $"assets/{prefix}-b", $"assets/{prefix}-c", $"assets/{prefix}-d"];
        await app.ReportAsync(Report(subjects[0], 0, -40, 100.03), Report(subjects[1], -3600, -40, 100.01), Report(subjects[2], 0, -40, 100.02), Report(subjects[3], 0, -41, 100));
        var request = new V1.FindNearestRequest
        {
            Location = new() { Latitude = -40, Longitude = 100 },
            RadiusMetres = 10_000,
            MaxAge = TimeSpan.FromMinutes(30).ToDuration(),
            Filter = new() { Nation = "DE" },
        };

        var near = await app.Positions().FindNearestAsync(request);
        request.Filter.Nation = "MA";
        var none = await app.Positions().FindNearestAsync(request);

        Assert.Equal([subjects[2], subjects[0]], near.Neighbours.Select(neighbour => neighbour.Position.Report.Subject));
        Assert.Equal(1703.6, near.Neighbours[0].DistanceMetres, tolerance: 1);
        Assert.Empty(none.Neighbours);
    }

    [Fact]
    public async Task FindNearest_EverythingWrong_NamesEveryField()
    {
        var call = app.Positions().FindNearestAsync(new()
        {
            Location = new() { Latitude = double.NaN, Longitude = 181 },
            MaxResults = -1,
            RadiusMetres = double.NaN,
            MaxAge = new Duration { Seconds = -1 },
            Filter = new() { Nation = "de", Subjects = { "nobody" }, Area = new() { Circle = new() { RadiusMetres = 20_000_001 } } },
        });

        Assert.Equal(
            ["location.latitude", "location.longitude", "filter.nation", "filter.subjects[0]", "filter.area.circle.center", "filter.area.circle.radius_metres", "max_age", "max_results", "radius_metres"],
            await FaultyFieldsAsync(call));
    }

    [Fact]
    public async Task FindNearest_FaultyPolygons_AreInvalid()
    {
        var two = new Type.V1.Area { Polygon = new() { Vertices = { Corner(0, 0), Corner(1, 1) } } };
        var across = new Type.V1.Area { Polygon = new() { Vertices = { Corner(0, 179), Corner(0, -179), Corner(1, 0) } } };

        foreach (var area in new[] { two, across })
        {
            var call = app.Positions().FindNearestAsync(new() { Location = new(), Filter = new() { Area = area } });
            Assert.Equal(["filter.area.polygon.vertices"], await FaultyFieldsAsync(call));
        }
    }

    [Fact]
    public async Task ListTrackPoints_PageByPage_IsTheWholeTrackByEventTime()
    {
        var boat = "assets/" + NewId();
        await app.ReportAsync([.. new[] { 3, 1, 4, -1, 5, 9, 2, 6 }.Select(second => Report(boat, second))]);
        var request = new V1.ListTrackPointsRequest { Parent = "positions/" + boat, PageSize = 3 };

        var seconds = new List<double>();
        do
        {
            var page = await app.Positions().ListTrackPointsAsync(request);
            Assert.InRange(page.TrackPoints.Count, 1, 3);
            seconds.AddRange(page.TrackPoints.Select(point => (point.Report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal([-1, 1, 2, 3, 4, 5, 6, 9], seconds);
    }

    [Fact]
    public async Task ListTrackPoints_Period_HoldsItsStartAndNotItsEnd()
    {
        var boat = "assets/" + NewId();
        await app.ReportAsync(Report(boat, 0), Report(boat, 1), Report(boat, 2), Report(boat, 3));

        var list = await app.Positions().ListTrackPointsAsync(new()
        {
            Parent = "positions/" + boat,
            Period = new() { StartTime = Noon.AddSeconds(1).ToTimestamp(), EndTime = Noon.AddSeconds(3).ToTimestamp() },
        });

        Assert.Equal([1, 2], list.TrackPoints.Select(point => (point.Report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds));
        Assert.Empty(list.NextPageToken);
    }

    [Fact]
    public async Task ListTrackPoints_TokenOfAnotherSubject_IsInvalid()
    {
        var boat = "assets/" + NewId();
        await app.ReportAsync(Report(boat, 0), Report(boat, 1));
        var page = await app.Positions().ListTrackPointsAsync(new() { Parent = "positions/" + boat, PageSize = 1 });

        var call = app.Positions().ListTrackPointsAsync(new() { Parent = "positions/assets/other", PageSize = 1, PageToken = page.NextPageToken });

        Assert.Equal(["page_token"], await FaultyFieldsAsync(call));
    }

    private static Google.Type.LatLng Corner(double latitude, double longitude) => new() { Latitude = latitude, Longitude = longitude };
}

public sealed class PositionServiceOnSqliteTests(GeolocationApp app) : PositionServiceTests(app), IClassFixture<GeolocationApp>;

public sealed class PositionServiceOnPostgresTests(PostgresGeolocationApp app) : PositionServiceTests(app), IClassFixture<PostgresGeolocationApp>;
