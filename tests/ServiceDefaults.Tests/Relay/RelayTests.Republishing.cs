using Grpc.Core;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Tests.Storage;
using static TaskForce.ServiceDefaults.Tests.Relay.RelayHost;

namespace TaskForce.ServiceDefaults.Tests.Relay;

// What the operator does with what was parked.
public abstract partial class RelayTests
{
    [Fact]
    public async Task Republish_BrokerTakesItNow_IsPublishedAsItWasAndNotParkedAnyMore()
    {
        var refuses = true;
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(change is { Topic: Topic, Subject: "notes/n-0" } && Volatile.Read(ref refuses) ? StatusCode.InvalidArgument : null);
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, 1);
        var id = (await WrittenAsync(host))[0];
        var parked = await UntilParkedAsync(host);
        Assert.Equal((id, "InvalidArgument"), (parked.Event, parked.Reason));

        Assert.Equal("InvalidArgument", await Desk(host).RepublishAsync(parked.Id, Cancellation));
        Assert.Single(await Desk(host).ListAsync(Cancellation));

        Volatile.Write(ref refuses, false);
        Assert.Equal("PUBLISHED", await Desk(host).RepublishAsync(parked.Id, Cancellation));

        Assert.Equal([id], Taken(_sidecar));
        Assert.Empty(await Desk(host).ListAsync(Cancellation));
        Assert.Equal("UNKNOWN", await Desk(host).RepublishAsync(parked.Id, Cancellation));
    }

    [Fact]
    public async Task Republish_WhatIsNotInTheLog_StaysParkedAndSaysWhy()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        var now = TimeProvider.System.GetUtcNow();
        await host.Journal.ParkAsync("taskforce.hotspots.reported", "0a1b /feeds/coastguard 7", "HOTSPOT_EXISTS", now, Cancellation);
        await host.Journal.ParkAsync(Topic, "notes-4711", "Internal", now, Cancellation);

        var parked = await Desk(host).ListAsync(Cancellation);

        Assert.Equal("NOT_OURS", await Desk(host).RepublishAsync(parked[0].Id, Cancellation));
        Assert.Equal("NOT_KEPT", await Desk(host).RepublishAsync(parked[1].Id, Cancellation));
        Assert.Equal(2, (await Desk(host).ListAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task Republish_SidecarIsAway_StaysParked()
    {
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(change is { Topic: Topic, Subject: "notes/n-0" } ? StatusCode.InvalidArgument : null);
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, 1);
        var parked = await UntilParkedAsync(host);

        await _sidecar.StopAsync();

        Assert.NotEqual("PUBLISHED", await Desk(host).RepublishAsync(parked.Id, Cancellation));
        Assert.Single(await Desk(host).ListAsync(Cancellation));
    }

    [Fact]
    public async Task Findings_FeedThatNobodyKnows_IsAWarning()
    {
        await using var host = await RelayHost.StartAsync(store, _sidecar);
        await WriteAsync(host, "riddles", []);
        var metrics = host.Get<RelayMetrics>();
        await UntilAsync(() => metrics.StuckAt > 0);

        var finding = Assert.Single(await host.Get<IEnumerable<IHealthSource>>().OfType<RelayHealth>().Single().LookAsync(Cancellation));

        Assert.Equal(("relay", HealthState.Warn), (finding.Check, finding.State));
    }

    private static IParkedDesk Desk(NotesHost host) => host.Get<IParkedDesk>();

    private static async Task<ParkedEvent> UntilParkedAsync(NotesHost host)
    {
        while (true)
        {
            if (await Desk(host).ListAsync(Cancellation) is [var parked])
            {
                return parked;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }
}
