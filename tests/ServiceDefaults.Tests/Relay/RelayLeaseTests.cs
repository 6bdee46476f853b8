using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;
using static TaskForce.ServiceDefaults.Tests.Relay.RelayHost;

namespace TaskForce.ServiceDefaults.Tests.Relay;

/// <summary>The turn to publish, by a clock in the test's hands.</summary>
public sealed class RelayLeaseTests : IDisposable
{
    private static readonly IOptions<RelayOptions> Usual = Options.Create(new RelayOptions());

    private readonly SqliteTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task RunAsync_StoreNeitherProlongsNorRefuses_IsOverAnAttemptBeforeTheEnd()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var (isOver, running) = await BeginAsync(host);
        var (hangs, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var hanging = host.Journal.ChangeAsync(async _ =>
        {
            hangs.SetResult();
            await mayGoOn.Task;
            return 0;
        }, Cancellation);
        await hangs.Task;

        host.Clock.Advance(TimeSpan.FromSeconds(19));
        var isOverEarly = isOver.IsCancellationRequested;
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((false, true), (isOverEarly, isOver.IsCancellationRequested));
        Assert.Equal("LEASE_LAPSED", (await Assert.ThrowsAsync<DomainException>(() => running)).Reason);
        mayGoOn.SetResult();
        await hanging;
    }

    [Fact]
    public async Task RunAsync_StoreRefusesInAWayThatNobodyForesaw_IsOver()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var (isOver, running) = await BeginAsync(host);
        await host.Journal.ChangeAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE relay RENAME TO relay_away", Cancellation), Cancellation);

        host.Clock.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<DbException>(() => running);
        Assert.True(isOver.IsCancellationRequested);
    }

    // What runs does so until it is over.
    private static async Task<(CancellationToken IsOver, Task Running)> BeginAsync(NotesHost host)
    {
        var begun = new TaskCompletionSource<CancellationToken>();
        var store = new RelayStore<NotesDb>(host.Journal, Options.Create(new StoreOptions()), Usual, host.Clock);
        var lease = new RelayLease<NotesDb>(store, new(host.Get<IMeterFactory>(), host.Clock), Usual, host.Clock);
        var running = lease.RunAsync((_, over) =>
        {
            begun.SetResult(over);
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, over);
        }, Cancellation);
        return (await begun.Task, running.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System));
    }
}
