using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Geofences;

public abstract class GeofenceServiceTests(GeolocationApp app)
{
    [Fact]
    public async Task Create_ThenGet_IsTheSame()
    {
        var created = await app.CreateAsync(Quay("members/anna"), NewId("quay"));

        var got = await app.Fences("auditor.de").GetGeofenceAsync(new() { Name = created.Name });

        Assert.Equal(created, got);
        Assert.Equal(Noon.ToTimestamp(), got.CreateTime);
    }

    [Fact]
    public async Task Create_SameId_IsRefusedAndARepeatIsNot()
    {
        var request = new V1.CreateGeofenceRequest { Geofence = Quay(), GeofenceId = NewId("quay"), RequestId = Guid.NewGuid().ToString() };
        var created = await app.Fences().CreateGeofenceAsync(request);

        Assert.Equal(created, await app.Fences().CreateGeofenceAsync(request));
        await RefusedAsync(StatusCode.AlreadyExists, "GEOFENCE_EXISTS", () => app.CreateAsync(Quay(), request.GeofenceId));
    }

    [Fact]
    public async Task Create_Faulty_NamesEverythingAndWhere()
    {
        var fence = new V1.Geofence
        {
            Area = new() { Polygon = new() { Vertices = { At(0, 0), At(2, 2), At(2, 0), At(0, 2) } } },
            Subjects = { "members/anna", "nobody", "members*", "members/de-*" },
            Validity = new() { StartTime = FenceWorld.At(-10), EndTime = FenceWorld.At(-20) },
            Dwell = Duration.FromTimeSpan(TimeSpan.FromDays(31)),
            HysteresisMetres = -1,
        };

        var fields = await FaultyFieldsAsync(app.Fences().CreateGeofenceAsync(new() { Geofence = fence }));

        Assert.Equal(["geofence.display_name", "geofence.subjects[1]", "geofence.subjects[2]", "geofence.area.polygon.vertices[0]", "geofence.hysteresis_metres", "geofence.validity.end_time", "geofence.validity.start_time", "geofence.dwell"], fields);
    }

    [Fact]
    public async Task Create_GeometryThatIsNone_SaysWhatIsWrong()
    {
        var hole = Quay();
        hole.Area = new() { Polygon = new() { Vertices = { At(0, 0), At(0, 2), At(2, 2), At(2, 0) }, Holes = { new Type.V1.Area.Types.Ring { Vertices = { At(3, 3), At(3, 4), At(4, 4) } } } } };
        var pole = Quay();
        pole.Area = new() { Polygon = new() { Vertices = { At(80, 0), At(80, 120), At(80, -120) } } };
        var tight = Quay();
        tight.HysteresisMetres = 500;
        var moving = Quay();
        (moving.Area, moving.Around) = (null, new() { Subject = "members/anna", RadiusMetres = 100 });
        moving.Subjects.Add("members/anna");

        Assert.Equal(["geofence.area.polygon.holes[0].vertices[0]"], await FaultyFieldsAsync(app.Fences().CreateGeofenceAsync(new() { Geofence = hole })));
        Assert.Equal(["geofence.area.polygon.vertices"], await FaultyFieldsAsync(app.Fences().CreateGeofenceAsync(new() { Geofence = pole })));
        Assert.Equal(["geofence.hysteresis_metres"], await FaultyFieldsAsync(app.Fences().CreateGeofenceAsync(new() { Geofence = tight })));
        Assert.Equal(["geofence.subjects"], await FaultyFieldsAsync(app.Fences().CreateGeofenceAsync(new() { Geofence = moving })));
    }

    [Fact]
    public async Task Update_StaleEtag_IsRefusedAndTheMaskDecides()
    {
        var created = await app.CreateAsync(Quay());
        var change = new V1.Geofence { Name = created.Name, DisplayName = "The old quay", Etag = created.Etag, HysteresisMetres = 20 };

        var changed = await app.Fences().UpdateGeofenceAsync(new() { Geofence = change, UpdateMask = new() { Paths = { "display_name" } } });

        Assert.Equal(("The old quay", 0), (changed.DisplayName, changed.HysteresisMetres));
        await RefusedAsync(StatusCode.Aborted, "STALE_ETAG", () => app.Fences().UpdateGeofenceAsync(new() { Geofence = change }).ResponseAsync);
    }

    [Fact]
    public async Task Delete_ThenGet_IsNotFoundAndItsEventsAreStillListed()
    {
        var created = await app.CreateAsync(Quay());

        await app.Fences().DeleteGeofenceAsync(new() { Name = created.Name, Etag = created.Etag });

        await RefusedAsync(StatusCode.NotFound, "GEOFENCE_NOT_FOUND", () => app.Fences().GetGeofenceAsync(new() { Name = created.Name }).ResponseAsync);
        await app.EventsAsync(created.Name);
    }

    [Fact]
    public async Task List_OfASubject_HasThoseThatNameItPageByPage()
    {
        var subject = $"members/{NewId("anna")}";
        var names = new List<string> { (await app.CreateAsync(Quay(subject))).Name, (await app.CreateAsync(Quay("members/badr", subject))).Name };
        await app.CreateAsync(Quay("members/badr"));
        var filter = new V1.GeofenceFilter { Subject = subject };

        var first = await app.Fences().ListGeofencesAsync(new() { PageSize = 1, Filter = filter });
        var second = await app.Fences().ListGeofencesAsync(new() { PageSize = 1, Filter = filter, PageToken = first.NextPageToken });

        Assert.Equal(names, [Assert.Single(first.Geofences).Name, Assert.Single(second.Geofences).Name]);
        Assert.Empty(second.NextPageToken);
    }

    [Theory]
    [InlineData("field:de-falke-01")]
    [InlineData("partner.de")]
    public async Task Create_ByWhoMayNot_IsDenied(string profile) => Assert.Equal(StatusCode.PermissionDenied,
        (await Assert.ThrowsAsync<RpcException>(() => app.Fences(profile).CreateGeofenceAsync(new() { Geofence = Quay() }).ResponseAsync)).StatusCode);

    private static Google.Type.LatLng At(double latitude, double longitude) => new() { Latitude = latitude, Longitude = longitude };
}

public sealed class GeofenceServiceOnSqliteTests(GeolocationApp app) : GeofenceServiceTests(app), IClassFixture<GeolocationApp>;

public sealed class GeofenceServiceOnPostgresTests(PostgresGeolocationApp app) : GeofenceServiceTests(app), IClassFixture<PostgresGeolocationApp>;
