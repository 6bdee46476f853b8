using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>What tests of geofences do with the service.</summary>
internal static class FenceWorld
{
    public static V1.GeofenceService.GeofenceServiceClient Fences(this GeolocationApp app, string profile = "dispatcher.de") => new(app.As(profile));

    /// <summary>A disc of 500 metres on the quay, without a margin.</summary>
    public static V1.Geofence Quay(params string[] subjects) => new()
    {
        DisplayName = "The quay",
        Area = new() { Circle = new() { Center = new() { Latitude = 35.89, Longitude = -5.5 }, RadiusMetres = 500 } },
        HysteresisMetres = 0,
        Subjects = { subjects },
    };

    public static Task<V1.Geofence> CreateAsync(this GeolocationApp app, V1.Geofence fence, string id = "") =>
        app.Fences().CreateGeofenceAsync(new() { Geofence = fence, GeofenceId = id }).ResponseAsync;

    /// <summary>A report so many kilometres east of the quay, so many seconds after noon.</summary>
    public static V1.PositionReport East(string subject, double seconds, double kilometres) =>
        GeolocationApp.Report(subject, seconds, longitude: -5.5 + (kilometres / 90.08));

    /// <summary>The next events of a watch, so many of them.</summary>
    public static async Task<List<V1.GeofenceEvent>> ReadAsync(this AsyncServerStreamingCall<V1.GeofenceEvent> watch, int count)
    {
        // So that an event that never comes fails the test instead of hanging it.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await watch.ResponseStream.ReadAllAsync(limit.Token).Where(change => change.Type != EventType.Heartbeat).Take(count).ToListAsync(limit.Token);
    }

    public static async Task<List<V1.GeofenceEvent>> EventsAsync(this GeolocationApp app, string fence, bool all = false) =>
        [.. (await app.Fences().ListGeofenceEventsAsync(new() { Parent = fence, ShowRetracted = all, PageSize = 1000 })).Events];

    /// <summary>When an event was, in seconds after noon, and what it was.</summary>
    public static (double Second, EventType Type) Gist(this V1.GeofenceEvent change) => ((change.EventTime.ToDateTimeOffset() - GeolocationApp.Noon).TotalSeconds, change.Type);

    public static Timestamp At(double seconds) => GeolocationApp.Noon.AddSeconds(seconds).ToTimestamp();
}
