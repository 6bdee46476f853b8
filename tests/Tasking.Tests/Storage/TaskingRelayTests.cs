using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using TaskForce.Testing.Sidecars;

namespace TaskForce.Tasking.Tests.Storage;

public sealed class TaskingRelayTests
{
    [Fact]
    public async Task Publish_AMissionUpToItsOrders_IsAllOfItAndNamesNobody()
    {
        await using var sidecar = new TestSidecar();
        await sidecar.StartAsync();
        await using var app = new RelayedApp(sidecar);

        var mission = await app.MissionAsync(V1.Mission.Types.State.Ordered);
        var journal = app.Services.GetRequiredService<Journal<TaskingDb>>();
        var written = await journal.ReadAsync(db => db.Events.OrderBy(row => row.Sequence).ToListAsync(), default);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!written.TrueForAll(row => sidecar.Published.Any(each => each.Sequence == row.Sequence)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }

        Assert.Contains(written, row => row.Payload.AsSpan().IndexOf("members/de-falke-07"u8) >= 0);
        Assert.DoesNotContain(sidecar.Published, each => each.Event.GetRawText().Contains("falke", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(sidecar.Published, each => (each.Topic, each.Type, each.Subject) == ("taskforce.tasking", "dev.taskforce.mission.dispatched", mission.Name));
        Assert.Contains(sidecar.Published, each => (each.Type, each.Subject) == ("dev.taskforce.order.changed", null));
        Assert.Empty(await journal.ReadAsync(db => db.Set<ParkedRow>().ToListAsync(), default));
    }

    private sealed class RelayedApp(TestSidecar sidecar) : TaskingApp
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
