using System.Text.Json;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;
using TaskForce.Testing.Sidecars;
using static TaskForce.ServiceDefaults.Tests.Relay.RelayHost;

namespace TaskForce.ServiceDefaults.Tests.Relay;

/// <summary>What the relay promises, against a sidecar that speaks Dapr's API at the wire.</summary>
public abstract class RelayTests(TestStore store, int many) : IAsyncLifetime
{
    private const string Probe = "dev.taskforce.relay.probe";

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
            var refuses = change.Topic == Topic && change.Type != Probe && Volatile.Read(ref refusing);
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

    /// <summary>One partition of several.</summary>
    [Fact]
    public async Task Publish_APartOfTheBrokerIsAway_ParksNothing()
    {
        var (isAway, refused) = (true, 0);
        _sidecar.Broker = change =>
        {
            var refuses = change.Topic == Topic && change.Key == "notes/n-3" && Volatile.Read(ref isAway);
            Interlocked.Add(ref refused, refuses ? 1 : 0);
            return Task.FromResult<StatusCode?>(refuses ? StatusCode.Internal : null);
        };
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, 40);
        await UntilAsync(() => Volatile.Read(ref refused) > 60);

        Volatile.Write(ref isAway, false);

        await UntilAsync(() => Taken(_sidecar).Count == 40);
        Assert.Equal(await WrittenAsync(host), Taken(_sidecar));
        Assert.Empty(await ParkedAsync(host));
    }

    [Fact]
    public async Task Publish_OneIsRefusedForAWhile_IsNotParkedYet()
    {
        var refused = 0;
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(
            change is { Topic: Topic, Subject: "notes/n-3" } && Interlocked.Increment(ref refused) < 60 ? StatusCode.InvalidArgument : null);
        await using var host = await RelayHost.StartAsync(store, _sidecar, ("Relay:ParkAfter", "01:00:00"));

        await WriteAsync(host, 10);

        await UntilAsync(() => Taken(_sidecar).Count == 10);
        Assert.Empty(await ParkedAsync(host));
        Assert.DoesNotContain(_sidecar.Published, each => each.Type == Probe);
    }

    [Fact]
    public async Task Publish_ReaderThatTakesProbesForEvents_MissesNothing()
    {
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(
            change.Topic == Topic && change.Type != Probe && !_sidecar.Published.Any(each => each.Type == Probe) ? StatusCode.Internal : null);
        await using var host = await RelayHost.StartAsync(store, _sidecar, ("Relay:MaxConcurrent", "1"));

        await WriteAsync(host, 1);

        await UntilAsync(() => _sidecar.Count == 2);
        var (probe, change) = (_sidecar.Published[0], _sidecar.Published[1]);
        Assert.Equal((Topic, Probe, change.Key, null, 0), (probe.Topic, probe.Type, probe.Key, probe.Subject, probe.Sequence));
        Assert.Equal([change.Id], Taken(_sidecar));
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
    public async Task Publish_FeedThatOnlyANewerProcessKnows_WaitsForIt()
    {
        using var log = new Heard();
        await using (var older = await RelayHost.StartAsync(store, _sidecar, log))
        {
            await WriteAsync(older, 5);
            await WriteAsync(older, "riddles", []);
            await WriteAsync(older, 5);
            await UntilAsync(() => _sidecar.Count == 5);
            await UntilNotedAsync(older, 5);
            await UntilAsync(() => log.CountOf("Event 6 is of the feed riddles") == 1);
            Assert.Empty(await ParkedAsync(older));
        }

        await using var newer = await RelayHost.StartNewerAsync(store, _sidecar);

        await UntilAsync(() => _sidecar.Count == 11);
        Assert.Equal(await WrittenAsync(newer), Taken(_sidecar));
        Assert.Empty(await ParkedAsync(newer));
    }

    [Fact]
    public async Task Publish_WhatCannotBeRead_IsParkedAndTold()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, "notes", [0xff, 0xff]);
        await WriteAsync(host, 1);

        await UntilAsync(() => _sidecar.Count == 2);
        await UntilNotedAsync(host);

        var id = (await WrittenAsync(host))[0];
        var notice = Assert.Single(_sidecar.Published, each => each.Topic == $"{Topic}.parked");
        Assert.Equal((id, "UNREADABLE"), (notice.Event.GetProperty("data").GetProperty("id").GetString(), notice.Event.GetProperty("data").GetProperty("reason").GetString()));
        var parked = Assert.Single(await ParkedAsync(host));
        Assert.Equal((id, "UNREADABLE"), (parked.Event, parked.Reason));
    }

    [Fact]
    public async Task Publish_LogThatWasRestored_PassesOverTheMark()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, "restores", []);
        await WriteAsync(host, 1);

        await UntilNotedAsync(host);

        Assert.Equal((await WrittenAsync(host))[1..], _sidecar.Published.Select(each => each.Id));
        Assert.Empty(await ParkedAsync(host));
    }

    [Fact]
    public async Task Publish_StoreFailsInAWayThatNobodyForesaw_BeginsAgain()
    {
        using var log = new Heard();
        await using var host = await RelayHost.StartAsync(store, _sidecar, log);
        await WriteAsync(host, 1);
        await UntilNotedAsync(host);

        await RunAsync(host, "ALTER TABLE relay RENAME TO relay_away");
        await WriteAsync(host, 1);
        await UntilAsync(() => log.CountOf("Publishing broke off") > 0);
        await RunAsync(host, "ALTER TABLE relay_away RENAME TO relay");

        await UntilNotedAsync(host);
        Assert.Equal(await WrittenAsync(host), Taken(_sidecar));
    }

    [Fact]
    public async Task FindGapAsync_BeginningsOfOtherCounts_AreNone()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        var relay = host.Get<RelayStore<NotesDb>>();
        await host.Journal.ChangeAsync(async db =>
        {
            await db.MoveStartAsync("positions", 5_000);
            await db.MoveStartAsync("notes/of/somebody", 50);
            return 0;
        }, Cancellation);

        Assert.Equal(50, await relay.FindGapAsync(10, ["notes"], Cancellation));
        Assert.Null(await relay.FindGapAsync(50, ["notes"], Cancellation));
        // Nothing was published before.
        Assert.Null(await relay.FindGapAsync(0, ["notes"], Cancellation));
    }

    [Fact]
    public async Task Trim_WhatWasParkedLongAgo_IsForgotten()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        var now = TimeProvider.System.GetUtcNow();
        await host.Journal.ParkAsync(Topic, "old", "REASON", now.AddDays(-31), Cancellation);
        await host.Journal.ParkAsync(Topic, "new", "REASON", now.AddDays(-29), Cancellation);

        await host.Keeper.TrimAsync(Cancellation);

        Assert.Equal("new", Assert.Single(await ParkedAsync(host)).Event);
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
            change.Topic != Topic || change.Type == Probe || !Volatile.Read(ref parking) ? null
                : change.Subject == "notes/n-0" ? StatusCode.InvalidArgument : StatusCode.Unavailable);
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

    private static Task<int> RunAsync(NotesHost host, string statement) =>
        host.Journal.ChangeAsync(db => db.Database.ExecuteSqlRawAsync(statement, Cancellation), Cancellation);

    private static async Task UntilNotedAsync(NotesHost host, int count = 0)
    {
        var last = (await WrittenAsync(host))[count > 0 ? count - 1 : ^1];
        while (await host.Journal.ReadAsync(db => db.Set<RelayRow>().Select(row => row.Sequence).FirstOrDefaultAsync(Cancellation), Cancellation) is var noted && last != $"notes-{noted}")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }
}

public sealed class RelayOnSqliteTests() : RelayTests(new SqliteTestStore(), 20_000);

public sealed class RelayOnPostgresTests() : RelayTests(new PostgresTestStore(), 5_000);
