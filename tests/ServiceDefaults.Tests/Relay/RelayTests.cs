using System.Text.Json;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;
using TaskForce.Testing.Sidecars;
using static TaskForce.ServiceDefaults.Tests.Relay.RelayHost;

namespace TaskForce.ServiceDefaults.Tests.Relay;

/// <summary>What the relay promises, against a sidecar that speaks Dapr's API at the wire.</summary>
public abstract class RelayTests(TestStore store, int many) : IAsyncLifetime
{
    private readonly TestSidecar _sidecar = new();

    public async ValueTask InitializeAsync() => await _sidecar.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Publish_AnEventOfTheLog_IsACloudEventThatSaysWhatHappenedToWhat()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);

        await WriteAsync(host, 1, time: new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await UntilAsync(() => _sidecar.Count == 1);

        var (published, id) = (_sidecar.Published[0], (await WrittenAsync(host))[0]);
        var sequence = id["notes-".Length..];
        Assert.Equal(("taskforce.notes", "notes/n-0"), (published.Topic, published.Key));
        Assert.Equal(
            $$$"""
            {"specversion":"1.0","id":"{{{id}}}","source":"/notes/v1/notes","type":"dev.taskforce.hotspot.updated","subject":"notes/n-0","time":"2030-01-31T12:00:00Z",
            "datacontenttype":"application/json","sequence":"{{{sequence}}}","partitionkey":"notes/n-0",
            "data":{"feed":"notes","name":"notes/n-0","nations":[],"sequence":"{{{sequence}}}","type":"UPDATED","withheldFields":[]}}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(published.Event));
    }

    [Fact]
    public async Task Publish_SidecarDiesInTheMiddle_EachComesAndEachResourceInOrder()
    {
        // Some that the broker has are never answered for, as when the connection breaks in that moment.
        _sidecar.Answers = taken => taken % 7 != 0;
        await using var host = await RelayHost.StartAsync(store, _sidecar, ("Relay:Batch", "50"));
        await WriteAsync(host, 150);
        await UntilAsync(() => _sidecar.Count >= 60);

        await _sidecar.StopAsync();
        await WriteAsync(host, 50);
        await _sidecar.StartAsync();

        var written = await WrittenAsync(host);
        await UntilAsync(() => Taken(_sidecar).Count == written.Count);
        Assert.Equal(written, Taken(_sidecar));
        Assert.True(_sidecar.Count > written.Count);
    }

    [Fact]
    public async Task Publish_ServiceRestarts_GoesOnWhereItWas()
    {
        await using (var before = await RelayHost.StartAsync(store, _sidecar))
        {
            await WriteAsync(before, 30);
            await UntilAsync(() => _sidecar.Count == 30);
            await UntilNotedAsync(before);
        }

        await using var after = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(after, 30);

        await UntilAsync(() => _sidecar.Count >= 60);
        Assert.Equal(await WrittenAsync(after), Taken(_sidecar));
        Assert.Equal(60, _sidecar.Count);
    }

    /// <summary>An hour without a broker, by what has gathered in it.</summary>
    [Fact]
    public async Task Publish_AfterAnOutage_DrainsWhileChangesGoOn()
    {
        var isAway = true;
        _sidecar.Broker = _ => Task.FromResult<StatusCode?>(Volatile.Read(ref isAway) ? StatusCode.Internal : null);
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, many);
        Assert.Equal(0, _sidecar.Count);

        Volatile.Write(ref isAway, false);
        var during = 0;
        while (_sidecar.Count < many)
        {
            await WriteAsync(host, 10, "new");
            during += 10;
        }

        await UntilAsync(() => Taken(_sidecar).Count >= many + during);
        Assert.Equal(await WrittenAsync(host), Taken(_sidecar));
        Assert.Empty(await ParkedAsync(host));
    }

    [Fact]
    public async Task Publish_OneIsRefused_IsParkedAndTheNextOfItsResourceComes()
    {
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(change.Topic == Topic && change.Subject == "notes/n-3" && change.Sequence < 10 ? StatusCode.InvalidArgument : null);
        await using var host = await RelayHost.StartAsync(store, _sidecar);

        await WriteAsync(host, 40);
        var written = await WrittenAsync(host);
        await UntilAsync(() => Taken(_sidecar).Count == 39);

        var parked = Assert.Single(await ParkedAsync(host));
        var notice = Assert.Single(_sidecar.Published, each => each.Topic == $"{Topic}.parked" && each.Type == "dev.taskforce.relay.parked");
        Assert.Equal((Topic, written[3], "InvalidArgument"), (parked.Topic, parked.Event, parked.Reason));
        Assert.Equal(written[3], notice.Event.GetProperty("data").GetProperty("id").GetString());
        Assert.Equal(written.Where(id => id != parked.Event), Taken(_sidecar));
    }

    [Fact]
    public async Task Publish_EverythingIsRefused_ParksFewAndWaits()
    {
        var refusing = true;
        var refused = 0;
        _sidecar.Broker = change =>
        {
            var refuses = change.Topic == Topic && Volatile.Read(ref refusing);
            Interlocked.Add(ref refused, refuses ? 1 : 0);
            return Task.FromResult<StatusCode?>(refuses ? StatusCode.InvalidArgument : null);
        };
        await using var host = await RelayHost.StartAsync(store, _sidecar, ("Relay:MaxParkedInRow", "3"), ("Relay:MaxConcurrent", "1"));
        await WriteAsync(host, 30);
        await UntilAsync(() => Volatile.Read(ref refused) > 60);

        Volatile.Write(ref refusing, false);

        await UntilAsync(() => Taken(_sidecar).Count == 27);
        Assert.Equal(3, (await ParkedAsync(host)).Count);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.NotFound)]
    public async Task Publish_WayToTheBrokerIsClosed_ParksNothing(StatusCode failure)
    {
        var failures = 0;
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(change.Topic == Topic && Interlocked.Increment(ref failures) < 50 ? failure : null);
        await using var host = await RelayHost.StartAsync(store, _sidecar);

        await WriteAsync(host, 3);

        await UntilAsync(() => Taken(_sidecar).Count == 3);
        Assert.Empty(await ParkedAsync(host));
    }

    [Fact]
    public async Task Publish_OneIsSlow_OthersOvertakeItAndItsOwnDoNot()
    {
        var mayGoOn = new TaskCompletionSource();
        _sidecar.Broker = async change =>
        {
            await (change.Subject == "notes/n-0" ? mayGoOn.Task : Task.CompletedTask);
            return null;
        };
        await using var host = await RelayHost.StartAsync(store, _sidecar);

        await WriteAsync(host, 30);
        await UntilAsync(() => _sidecar.Count == 27);
        Assert.DoesNotContain(_sidecar.Published, each => each.Subject == "notes/n-0");
        mayGoOn.SetResult();

        await UntilAsync(() => _sidecar.Count == 30);
        Assert.Equal(await WrittenAsync(host), Taken(_sidecar));
    }

    [Fact]
    public async Task Publish_BrokerNeverAnswers_IsTriedAgain()
    {
        var asked = 0;
        _sidecar.Broker = async _ =>
        {
            await (Interlocked.Increment(ref asked) == 1 ? new TaskCompletionSource().Task : Task.CompletedTask);
            return null;
        };
        await using var host = await RelayHost.StartAsync(store, _sidecar, ("Relay:Timeout", "00:00:00.2"));

        await WriteAsync(host, 1);

        await UntilAsync(() => _sidecar.Count == 1);
        Assert.Empty(await ParkedAsync(host));
    }

    [Fact]
    public async Task Publish_FeedThatNobodyDeclared_IsParkedAndNotLostSilently()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await host.Journal.ChangeAsync(db =>
        {
            db.Append("riddles", "riddles/one", new Tasking.V1.HotspotEvent { Time = new() });
            return Task.FromResult(0);
        }, Cancellation);

        await WriteAsync(host, 1);
        await UntilAsync(() => _sidecar.Count == 1);
        await UntilNotedAsync(host);

        Assert.Equal("FEED_UNKNOWN", Assert.Single(await ParkedAsync(host)).Reason);
    }

    [Fact]
    public async Task Trim_OldEventsThatWait_AreKeptUntilTheyArePublished()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await _sidecar.StopAsync();
        await WriteAsync(host, 20, time: TimeProvider.System.GetUtcNow().AddDays(-60));
        await WriteAsync(host, 1);

        Assert.Equal(0, await host.Keeper.TrimAsync(Cancellation));
        await _sidecar.StartAsync();
        await UntilAsync(() => _sidecar.Count >= 21);
        await UntilNotedAsync(host);

        Assert.Equal(20, await host.Keeper.TrimAsync(Cancellation));
    }

    [Fact]
    public async Task Trim_RelayIsOff_HoldsNothing()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar, ("Relay:IsOn", "false"));
        await WriteAsync(host, 20, time: TimeProvider.System.GetUtcNow().AddDays(-60));
        await WriteAsync(host, 1);

        Assert.Equal(20, await host.Keeper.TrimAsync(Cancellation));
        Assert.Equal(0, _sidecar.Count);
    }

    [Fact]
    public async Task Metrics_OfEverythingThatHappens_CountIt()
    {
        var parking = true;
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(
            change.Topic != Topic || !Volatile.Read(ref parking) ? null : change.Subject == "notes/n-0" ? StatusCode.InvalidArgument : StatusCode.Unavailable);
        await using var host = await RelayHost.StartAsync(store, _sidecar, ("Relay:Lease", "00:00:10"), ("Relay:Timeout", "00:00:05"));
        using var metrics = new RelayReadings(host.Get<System.Diagnostics.Metrics.IMeterFactory>());
        await WriteAsync(host, 20, time: TimeProvider.System.GetUtcNow().AddMinutes(-5));
        await UntilAsync(() => metrics.Of("taskforce.relay.parked") == 2);
        // It is measured now and then, whatever the broker does.
        await UntilAsync(() => metrics.Of("taskforce.relay.lag.events") == 20 && metrics.Of("taskforce.relay.lag.seconds") >= 300);

        Volatile.Write(ref parking, false);
        await UntilAsync(() => metrics.Of("taskforce.relay.published") == 18 && metrics.Of("taskforce.relay.lag.events") == 0);

        Assert.True(metrics.Of("taskforce.relay.failures") >= 10);
    }

    [Fact]
    public async Task Health_BrokerIsAway_IsGood()
    {
        await _sidecar.StopAsync();
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, 5);

        Assert.Equal(HealthStatus.Healthy, (await host.Get<HealthCheckService>().CheckHealthAsync(Cancellation)).Status);
    }

    private static async Task UntilNotedAsync(NotesHost host)
    {
        var last = (await WrittenAsync(host))[^1];
        while (await host.Journal.ReadAsync(db => db.Set<RelayRow>().Select(row => row.Sequence).SingleAsync(Cancellation), Cancellation) is var noted && last != $"notes-{noted}")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }
}

public sealed class RelayOnSqliteTests() : RelayTests(new SqliteTestStore(), 20_000);

public sealed class RelayOnPostgresTests() : RelayTests(new PostgresTestStore(), 5_000);
