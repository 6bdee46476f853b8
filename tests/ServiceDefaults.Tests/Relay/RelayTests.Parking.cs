using Grpc.Core;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.Testing.Sidecars;
using static TaskForce.ServiceDefaults.Tests.Relay.RelayHost;

namespace TaskForce.ServiceDefaults.Tests.Relay;

// What is parked, and what is not.
public abstract partial class RelayTests
{
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
    public async Task Trim_WhatWasParkedLongAgo_IsForgotten()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        var now = TimeProvider.System.GetUtcNow();
        await host.Journal.ParkAsync(Topic, "old", "REASON", now.AddDays(-31), Cancellation);
        await host.Journal.ParkAsync(Topic, "new", "REASON", now.AddDays(-29), Cancellation);

        await host.Keeper.TrimAsync(Cancellation);

        Assert.Equal("new", Assert.Single(await ParkedAsync(host)).Event);
    }
}
