using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Tests.Relay;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Health;

/// <summary>What a quiet service finds out about its store.</summary>
public abstract class StoreProbeTests(TestStore store) : IDisposable
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TestStore Store => store;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Probe_StoreTakesChanges_LeavesNothingBehindAndIsOk()
    {
        await using var host = await NotesHost.StartAsync(store);
        // What is taken by now only a write can tell.
        host.Get<StoreCondition>().NoteRefusal("It was away.");

        await Probe(host).ProbeAsync(Cancellation);

        Assert.All(await Probe(host).LookAsync(Cancellation), finding => Assert.Equal(HealthState.Ok, finding.State));
        Assert.False(await host.Journal.ReadAsync(db => db.LogStarts.AnyAsync(Cancellation), Cancellation));
    }

    [Fact]
    public async Task HandedOn_AfterAChange_IsWhereTheLogEnds()
    {
        await using var host = await NotesHost.StartAsync(store);

        await LogKeeperTests.WriteAsync(host, 3, days: 0);
        await RelayHost.UntilAsync(() => host.Get<EventFeed>().HandedOn == 3);
        await Probe(host).ProbeAsync(Cancellation);

        Assert.Contains(await Probe(host).LookAsync(Cancellation), finding => finding == new Finding("feed", HealthState.Ok, "handed on up to event 3"));
    }

    private protected static StoreProbe<NotesDb> Probe(NotesHost host) => host.Get<StoreProbe<NotesDb>>();

    internal static double Writable(NotesHost host)
    {
        var last = -1.0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "taskforce.store.writable" && ReferenceEquals(instrument.Meter.Scope, host.Get<IMeterFactory>()))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => last = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return last;
    }
}

public sealed class StoreProbeOnSqliteTests() : StoreProbeTests(new SqliteTestStore())
{
    [Fact]
    public async Task Store_DiskIsFull_FailsWithWhatToDo()
    {
        await using var host = await NotesHost.StartAsync(Store);
        await StoreConditionTests.LimitAsync(host, pages: 1);
        await Assert.ThrowsAsync<DomainException>(() => StoreConditionTests.FillAsync(host));

        var finding = (await Probe(host).LookAsync(Cancellation))[0];

        Assert.Equal(("store", HealthState.Fail), (finding.Check, finding.State));
        Assert.Contains("STORE_FULL", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("free space", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, Writable(host));
    }
}

public sealed class StoreProbeOnPostgresTests() : StoreProbeTests(new PostgresTestStore())
{
    /// <summary>The host's clock stands at the beginning of 2030.</summary>
    [Fact]
    public async Task Probe_ClockIsOffTheDatabases_IsAWarningAndNoFailure()
    {
        await using var host = await NotesHost.StartAsync(Store);

        await Probe(host).ProbeAsync(Cancellation);

        var clock = Assert.Single(await host.Get<ClockHealth>().LookAsync(Cancellation));
        Assert.Equal(("clock/database", HealthState.Warn), (clock.Check, clock.State));
        Assert.True(host.Get<Rotation>().IsIn);
    }

    /// <summary>Nobody else calls: the probe alone finds out.</summary>
    [Fact]
    public async Task Probe_DatabaseIsGoneAndComesBack_FailsWhileItIs()
    {
        await using var node = await PostgresNode.CreateAsync(Cancellation);
        await using var host = await NotesHost.StartAsync(new NodeStore(node));
        Assert.Equal(1, Writable(host));

        await node.KillAsync();
        // What serves a connection may outlive the server by a moment.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (Writable(host) > 0)
        {
            await Probe(host).ProbeAsync(Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }

        var failed = (await Probe(host).LookAsync(Cancellation))[0];

        Assert.Equal(HealthState.Fail, failed.State);

        await node.StartAsync(Cancellation);
        await LogKeeperTests.WriteAsync(host, 1, days: 0);

        Assert.Equal((HealthState.Ok, 1), ((await Probe(host).LookAsync(Cancellation))[0].State, Writable(host)));
    }

    private sealed class NodeStore(PostgresNode node) : TestStore
    {
        public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Data:Connection"] = node.Connection };

        public override void Dispose()
        {
        }
    }
}
