using TaskForce.Geolocation.Geofences;
using TaskForce.ServiceDefaults.Relay;

namespace TaskForce.Geolocation.Storage;

/// <summary>What of geolocation's log is published: all of it. Positions have a log of their own, which is not.</summary>
internal static class GeolocationFeeds
{
    public static readonly IReadOnlyCollection<(string Feed, string Watch)> All =
    [
        (FenceEventStore.Topic, "taskforce.geolocation.v1.GeofenceService.WatchGeofenceEvents"),
    ];

    public static void AddRelay(this IHostApplicationBuilder builder) => builder.AddRelay<GeolocationDb>("geolocation", All);
}
