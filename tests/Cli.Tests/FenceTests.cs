using System.Text.Json.Nodes;
using TaskForce.Cli.Tests.Gateway;
using TaskForce.Geolocation.V1;

namespace TaskForce.Cli.Tests;

public sealed class FenceTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Create_Disc_SendsWhatWasTyped()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("fence", "create", "--name", "The quay", "--id", "quay", "--place", "ma-tanger-med", "--radius", "500", "--subject", "x", "assets/y", "--dwell", "5m", "--hysteresis", "0", "--until", "2030-03-01T06:00Z");

        var request = Assert.IsType<CreateGeofenceRequest>(Assert.Single(_gateway.Changes).Request);
        Assert.Equal((0, "quay", 500.0, 300), (run.Code, request.GeofenceId, request.Geofence.Area.Circle.RadiusMetres, request.Geofence.Dwell.Seconds));
        Assert.Equal(["members/x", "assets/y"], request.Geofence.Subjects);
        Assert.True(request.Geofence.HasHysteresisMetres);
        Assert.Equal(new DateTime(2030, 3, 1, 6, 0, 0, DateTimeKind.Utc), request.Geofence.Validity.EndTime.ToDateTime());
        Assert.Contains("taskforce fence watch quay", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_PolygonCorridorAndMoving_AreDrawn()
    {
        using var cli = new Cli(_gateway);

        await cli.RunAsync("fence", "create", "--name", "a", "--polygon", "0,0 0,1 1,1");
        await cli.RunAsync("fence", "create", "--name", "b", "--line", "0,0 0,1", "--half-width", "50");
        await cli.RunAsync("fence", "create", "--name", "c", "--around", "x", "--radius", "300", "--subject", "y");

        var fences = _gateway.Changes.Select(change => ((CreateGeofenceRequest)change.Request).Geofence).ToList();
        Assert.Equal((3, 2, 50.0), (fences[0].Area.Polygon.Vertices.Count, fences[1].Area.Corridor.Vertices.Count, fences[1].Area.Corridor.HalfWidthMetres));
        Assert.Equal(("members/x", 300.0), (fences[2].Around.Subject, fences[2].Around.RadiusMetres));
    }

    [Fact]
    public async Task Create_WithoutAShapeOrWithTwo_IsAUsageError()
    {
        using var cli = new Cli(_gateway);

        var none = await cli.RunAsync("fence", "create", "--name", "a");
        var two = await cli.RunAsync("fence", "create", "--name", "a", "--around", "x", "--place", "0,0");

        Assert.Equal((2, 2), (none.Code, two.Code));
        Assert.Empty(_gateway.Changes);
    }

    [Fact]
    public async Task Events_WithRetracted_SaysWhatWasWrongAndWhatIsRight()
    {
        using var cli = new Cli(_gateway, width: 160);

        var run = await cli.RunAsync("fence", "events", "quay", "--retracted", "--subject", "anna");

        Assert.Contains("members/anna", run.Out, StringComparison.Ordinal);
        Assert.Contains("instead of 1", run.Out, StringComparison.Ordinal);
        Assert.Contains("wrong: see 3", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Watch_Retraction_SaysWhatDidNotHappen()
    {
        var change = new GeofenceEvent
        {
            Name = "geofences/quay/events/2",
            Geofence = "geofences/quay",
            Subject = "members/x",
            Type = GeofenceEvent.Types.Type.Retracted,
            Retracts = "geofences/quay/events/1",
            RetractedType = GeofenceEvent.Types.Type.Exited,
            EventTime = new(),
        };

        Assert.Contains("members/x[/]  not exited (1 was wrong)  quay", FormattableString.Invariant(Fences.FenceView.Line(change, TimeProvider.System)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListGetDelete_NameTheFence()
    {
        using var cli = new Cli(_gateway);

        Assert.Contains("The quay", (await cli.RunAsync("fence", "get", "quay")).Out, StringComparison.Ordinal);
        Assert.Contains("500 m around", (await cli.RunAsync("fence", "list")).Out, StringComparison.Ordinal);
        Assert.Contains("geofences/quay deleted", (await cli.RunAsync("fence", "delete", "quay")).Out, StringComparison.Ordinal);
        Assert.Equal("geofences/quay", Assert.IsType<DeleteGeofenceRequest>(Assert.Single(_gateway.Changes).Request).Name);
    }

    [Fact]
    public async Task Import_Faults_AreNamedByPointerAndRefused()
    {
        using var cli = new Cli(_gateway, width: 300);
        var file = Path.Combine(cli.Home, "fences.json");
        await File.WriteAllTextAsync(file, "bad");

        var run = await cli.RunAsync("fence", "import", file);

        Assert.Equal((1, $"{file}: /features/0/geometry: is [bad]"), (run.Code, run.Out.Trim()));
        await File.WriteAllTextAsync(file, "{}");
        Assert.Equal("2 would be entered, 0 would be changed, 0 unchanged", (await cli.RunAsync("fence", "import", file, "--dry-run")).Out.Trim());
    }

    [Fact]
    public async Task Export_TwoPages_IsOneCollection()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("fence", "export");

        var all = JsonNode.Parse(run.Out)!;
        Assert.Equal(["one", "two"], all["features"]!.AsArray().Select(feature => feature!["id"]!.GetValue<string>()));
        Assert.Null(all["next_page_token"]);
    }
}
