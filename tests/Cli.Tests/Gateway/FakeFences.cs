using Google.Api;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Geolocation.V1;

namespace TaskForce.Cli.Tests.Gateway;

internal sealed class FakeFences(FakeGateway gateway) : GeofenceService.GeofenceServiceBase
{
    public static Geofence Quay { get; } = new()
    {
        Name = "geofences/quay",
        DisplayName = "The quay",
        Area = new() { Circle = new() { Center = new() { Latitude = 35.89, Longitude = -5.5 }, RadiusMetres = 500 } },
    };

    public override Task<Geofence> CreateGeofence(CreateGeofenceRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        var created = request.Geofence.Clone();
        created.Name = "geofences/quay";
        return Task.FromResult(created);
    }

    public override Task<Geofence> GetGeofence(GetGeofenceRequest request, ServerCallContext context) => Task.FromResult(Quay);

    public override Task<ListGeofencesResponse> ListGeofences(ListGeofencesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListGeofencesResponse { Geofences = { Quay }, Sequence = 7 });

    public override Task<Empty> DeleteGeofence(DeleteGeofenceRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Empty());
    }

    public override Task<ListGeofenceEventsResponse> ListGeofenceEvents(ListGeofenceEventsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListGeofenceEventsResponse
        {
            Events =
            {
                new GeofenceEvent { Name = "geofences/quay/events/3", Type = GeofenceEvent.Types.Type.Entered, Subject = request.Subject, Replaces = "geofences/quay/events/1", EventTime = new(), Time = new() },
                new GeofenceEvent { Name = "geofences/quay/events/1", Type = GeofenceEvent.Types.Type.Entered, Subject = "members/x", Retraction = "geofences/quay/events/2", ReplacedBy = "geofences/quay/events/3", EventTime = new(), Time = new() },
            },
        });
}

internal sealed class FakeGeoJson(FakeGateway gateway) : GeoJsonService.GeoJsonServiceBase
{
    public override Task<ImportGeofencesResponse> ImportGeofences(ImportGeofencesRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(request.GeoJson.Data.ToStringUtf8().Contains("bad", StringComparison.Ordinal)
            ? new ImportGeofencesResponse { Faults = { new GeoJsonFault { Feature = 0, Pointer = "/features/0/geometry", Message = "is [bad]" } } }
            : new() { CreatedCount = 2 });
    }

    public override Task<HttpBody> ExportGeofences(ExportGeofencesRequest request, ServerCallContext context) => Task.FromResult(new HttpBody
    {
        Data = ByteString.CopyFromUtf8(request.PageToken.Length == 0
            ? """{"type":"FeatureCollection","features":[{"id":"one"}],"bbox":[0,0,1,1],"next_page_token":"more"}"""
            : """{"type":"FeatureCollection","features":[{"id":"two"}],"bbox":[0,0,1,1]}"""),
    });
}
