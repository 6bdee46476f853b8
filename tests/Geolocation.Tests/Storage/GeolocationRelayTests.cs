using Microsoft.AspNetCore.Hosting;
using TaskForce.Geolocation.Tests.Geofences;
using TaskForce.Testing.Sidecars;
using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;

namespace TaskForce.Geolocation.Tests.Storage;

public sealed class GeolocationRelayTests
{
    [Fact]
    public async Task Publish_SubjectEntersAGeofence_TellsThatThereIsAnEventAndNeitherWhoNorWhere()
    {
        await using var sidecar = new TestSidecar();
        await sidecar.StartAsync();
        await using var app = new RelayedApp(sidecar);
        var fence = await app.CreateAsync(Quay());
        using var watch = app.Fences().WatchGeofenceEvents(new());
        app.Clock.Advance(TimeSpan.FromHours(1));

        await app.ReportAsync(East("assets/boat", 10, 2), East("assets/boat", 20, 0));
        var seen = Assert.Single(await watch.ReadAsync(1));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!sidecar.Published.Any(each => each.Sequence == seen.Sequence))
        {
            // The hour above may have ended the relay's lease while it began: then it looks again after a second of this clock.
            app.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }

        var told = sidecar.Published[0];
        Assert.Equal(("taskforce.geolocation", "dev.taskforce.geofence.changed", null), (told.Topic, told.Type, told.Subject));
        Assert.DoesNotContain(fence.Name, told.Event.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("boat", told.Event.GetRawText(), StringComparison.Ordinal);
    }

    private sealed class RelayedApp(TestSidecar sidecar) : GeolocationApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            foreach (var (key, value) in sidecar.Settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}
