using Grpc.Core;
using TaskForce.Geolocation.Tests.Geofences;
using static TaskForce.Geolocation.Tests.Disclosures.DisclosureWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Tests.Disclosures;

/// <summary>What Morocco sees of a subject of Germany, at each door of a question.</summary>
public abstract class SightTests(GeolocationApp app)
{
    private static readonly string[] OfPlace = ["report", "receipt_time", "state_since", "uncertainty_metres", "last_plausible", "missing_reports"];

    private readonly string _boat = $"assets/{NewId("boat")}";

    [Fact]
    public async Task GetPosition_NothingDisclosed_IsWithheldAndSaysWhomToAsk()
    {
        await app.ReportAsync(Report(_boat, 0));

        var position = await app.PositionAsync(_boat);

        Assert.Equal((State.Withheld, "DE", $"positions/{_boat}"), (position.State, position.Nation, position.Name));
        Assert.Equal(OfPlace, position.WithheldFields);
        Assert.Contains("commander of DE", Assert.Single(position.StateReasons, reason => reason.Code == "NOT_RELEASED").Text, StringComparison.Ordinal);
        Assert.Null(position.Report ?? position.LastPlausible);
        Assert.False(position.HasUncertaintyMetres);
    }

    [Fact]
    public async Task GetPosition_NobodyReported_IsNotFound() =>
        await RefusedAsync(StatusCode.NotFound, "POSITION_NOT_FOUND", () => app.PositionAsync(_boat));

    [Theory]
    [InlineData("dispatcher.de")]
    [InlineData("partner.de")]
    [InlineData("service:roster")]
    public async Task GetPosition_OwnNationOrService_SeesItAlways(string profile)
    {
        await app.ReportAsync(Report(_boat, 0));

        var position = await app.PositionAsync(_boat, profile);

        Assert.Equal(At(0), position.Report.EventTime);
        Assert.Empty(position.WithheldFields);
    }

    [Fact]
    public async Task GetPosition_BeforeDuringAndAfterAnAssignment_IsShownDuringIt()
    {
        await app.ReportAsync(Report(_boat, -20));
        var disclosure = await app.DiscloseAsync(Of(_boat, -10));
        var before = await app.PositionAsync(_boat);
        await app.ReportAsync(Report(_boat, -5));
        var during = await app.PositionAsync(_boat);
        await app.EndAsync(disclosure);
        var after = await app.PositionAsync(_boat);

        Assert.Equal(State.Withheld, before.State);
        Assert.Equal((State.Moving, At(-5)), (during.State, during.Report.EventTime));
        Assert.Equal(["missing_reports", "state_since"], during.WithheldFields);
        Assert.Equal(State.Withheld, after.State);
    }

    [Fact]
    public async Task GetPosition_OneOfTwoReceivers_OnlyWhomItWasGivenToSeesIt()
    {
        await app.ReportAsync(Report(_boat, 0));
        await app.DiscloseAsync(Of(_boat, -10));

        Assert.Equal(State.Moving, (await app.PositionAsync(_boat)).State);
        Assert.Equal(State.Withheld, (await app.PositionAsync(_boat, "dispatcher.es")).State);
    }

    [Fact]
    public async Task GetPosition_WhatIsToBeBelievedWasBefore_IsNotTold()
    {
        // A jump of a hundred kilometres in ten seconds.
        await app.ReportAsync(Report(_boat, -20, 35, -5), Report(_boat, -10, 36, -5));
        await app.DiscloseAsync(Of(_boat, -15));

        var position = await app.PositionAsync(_boat);

        Assert.Equal(State.Implausible, position.State);
        Assert.Null(position.LastPlausible);
        Assert.False(position.HasUncertaintyMetres);
        Assert.DoesNotContain("km", Assert.Single(position.StateReasons).Text, StringComparison.Ordinal);
        Assert.Contains("last_plausible", position.WithheldFields);
    }

    [Fact]
    public async Task ListTrackPoints_TwoAssignments_ShowsThemAloneInFullPages()
    {
        await app.ReportAsync([.. Enumerable.Range(-30, 30).Select(second => Report(_boat, second))]);
        await app.DiscloseAsync(Of(_boat, -25, -20), Of(_boat, -10, -3));

        var seen = await app.TrackAsync(_boat, pageSize: 4);

        Assert.Equal([-25, -24, -23, -22, -21, -10, -9, -8, -7, -6, -5, -4], seen);
        Assert.Equal(30, (await app.TrackAsync(_boat, "auditor.de")).Count);
        Assert.Empty(await app.TrackAsync(_boat, "auditor.es"));
    }

    [Fact]
    public async Task ListTrackPoints_MemberWasReplaced_ShowsEachWhileInTheTeam()
    {
        var other = $"assets/{NewId("boat")}";
        foreach (var second in Enumerable.Range(-10, 10))
        {
            await app.ReportAsync(Report(_boat, second), Report(other, second));
        }

        var disclosure = await app.DiscloseAsync(Of(_boat, -10));
        disclosure.Subjects.Clear();
        disclosure.Subjects.AddRange([Of(_boat, -10, -5), Of(other, -5)]);
        await app.Disclosures().UpdateDisclosureAsync(new() { Disclosure = disclosure, UpdateMask = new() { Paths = { "subjects" } } });

        Assert.Equal([-10, -9, -8, -7, -6], await app.TrackAsync(_boat));
        Assert.Equal([-5, -4, -3, -2, -1], await app.TrackAsync(other));
        Assert.Equal(State.Withheld, (await app.PositionAsync(_boat)).State);
    }

    [Fact]
    public async Task EstimateArrivals_Withheld_IsNoKnownPosition()
    {
        await app.ReportAsync(Report(_boat, 0));
        var origin = new V1.EstimateArrivalsRequest.Types.Origin { Subject = _boat, Modes = { Type.V1.TravelMode.Car } };
        var request = new V1.EstimateArrivalsRequest { Origins = { origin }, Destinations = { new Google.Type.LatLng { Latitude = 35.7, Longitude = -5.9 } } };

        Assert.Equal(["origins[0].location"], await FaultyFieldsAsync(app.Positions("dispatcher.ma").EstimateArrivalsAsync(request)));
        origin.Location = new() { Latitude = 35.6, Longitude = -5.4 };
        Assert.False(Assert.Single((await app.Positions("dispatcher.ma").EstimateArrivalsAsync(request)).Estimates).FromKnownPosition);
        await app.DiscloseAsync(Of(_boat, -1));
        Assert.True(Assert.Single((await app.Positions("dispatcher.ma").EstimateArrivalsAsync(request)).Estimates).FromKnownPosition);
    }

    [Fact]
    public async Task Export_Withheld_IsNotInIt()
    {
        await app.ReportAsync(Report(_boat, -10), Report(_boat, -5));
        var geoJson = new V1.GeoJsonService.GeoJsonServiceClient(app.As("dispatcher.ma"));
        var positions = new V1.ExportPositionsRequest { Filter = new() { Subjects = { _boat } } };
        var track = new V1.ExportTrackRequest { Parent = $"positions/{_boat}" };

        Assert.DoesNotContain("35.89", (await geoJson.ExportPositionsAsync(positions)).Data.ToStringUtf8(), StringComparison.Ordinal);
        Assert.DoesNotContain("35.89", (await geoJson.ExportTrackAsync(track)).Data.ToStringUtf8(), StringComparison.Ordinal);
        await app.DiscloseAsync(Of(_boat, -7));
        Assert.Contains("35.89", (await geoJson.ExportPositionsAsync(positions)).Data.ToStringUtf8(), StringComparison.Ordinal);
        Assert.Contains("11:59:55", (await geoJson.ExportTrackAsync(track)).Data.ToStringUtf8(), StringComparison.Ordinal);
        Assert.DoesNotContain("11:59:50", (await geoJson.ExportTrackAsync(track)).Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GeofenceEvents_Withheld_AreNotTold()
    {
        var fence = await app.CreateAsync(FenceWorld.Quay(_boat));
        using var watch = app.Fences("dispatcher.ma").WatchGeofenceEvents(new() { Filter = new() { Geofence = fence.Name } });
        using var own = app.Fences().WatchGeofenceEvents(new() { Filter = new() { Geofence = fence.Name } });
        await app.DiscloseAsync(Of(_boat, 15));

        await app.ReportAsync(FenceWorld.East(_boat, 1, 2), FenceWorld.East(_boat, 5, 0), FenceWorld.East(_boat, 10, 2), FenceWorld.East(_boat, 20, 0));
        var (all, seen) = (await own.ReadAsync(3), await watch.ReadAsync(1));

        Assert.Equal([5, 10, 20], all.Select(change => change.Gist().Second));
        Assert.Equal([20], seen.Select(change => change.Gist().Second));
        var listed = await app.Fences("auditor.ma").ListGeofenceEventsAsync(new() { Parent = fence.Name });
        Assert.Equal([20], listed.Events.Select(change => change.Gist().Second));
        Assert.Empty(listed.NextPageToken);
    }

    [Fact]
    public async Task GeofenceEvents_FenceMovesWithSomebodyWithheld_DoNotTellWhereThatIs()
    {
        var own = $"assets/{NewId("guard")}";
        var fence = FenceWorld.Quay(own);
        (fence.Area, fence.Around) = (null, new() { Subject = _boat, RadiusMetres = 500 });
        fence = await app.CreateAsync(fence);
        using var watch = app.Fences().WatchGeofenceEvents(new() { Filter = new() { Geofence = fence.Name } });
        await app.ReportAsync(FenceWorld.East(_boat, 1, 0));
        await app.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { FenceWorld.East(own, 2, 3), FenceWorld.East(own, 5, 0) } });
        // Neither nation sees the other's, and each event is about both.
        await app.DiscloseAsync(new V1.Disclosure.Types.Subject { Subject_ = own, Nation = "MA", BeginTime = At(0) });
        var service = await ServiceEventsAsync(fence.Name);

        Assert.Equal([5], service.Select(change => change.Gist().Second));
        Assert.Empty((await app.Fences("auditor.ma").ListGeofenceEventsAsync(new() { Parent = fence.Name })).Events);
        Assert.Empty((await app.Fences("auditor.de").ListGeofenceEventsAsync(new() { Parent = fence.Name })).Events);
        await app.DiscloseAsync(Of(_boat, 0));
        Assert.Equal([_boat], (await app.Fences("auditor.ma").ListGeofenceEventsAsync(new() { Parent = fence.Name })).Events.Select(change => change.Around));
    }

    private async Task<List<V1.GeofenceEvent>> ServiceEventsAsync(string fence)
    {
        using var watch = app.Fences("service:tasking").WatchGeofenceEvents(new() { Filter = new() { Geofence = fence } });
        return await watch.ReadAsync(1);
    }
}

public sealed class SqliteSightTests(GeolocationApp app) : SightTests(app), IClassFixture<GeolocationApp>;

public sealed class PostgresSightTests(PostgresGeolocationApp app) : SightTests(app), IClassFixture<PostgresGeolocationApp>;
