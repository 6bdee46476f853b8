using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>What becomes of a SQLite file whose disk is full, and of one that is damaged.</summary>
public sealed class StoreConditionTests : IDisposable
{
    private readonly SqliteTestStore _store = new();
    private readonly Lines _log = new();

    private StoreCondition Condition(TimeProvider clock) => new(Microsoft.Extensions.Options.Options.Create(new StoreOptions()), clock, _log.CreateLogger<StoreCondition>());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_store.Directory, "notes.db");

    public void Dispose()
    {
        _log.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task ChangeAsync_DiskIsFull_IsRefusedByNameReadsGoOnAndTheLogSaysItOnce()
    {
        await using var host = await NotesHost.StartAsync(_store, _log);
        await LogKeeperTests.WriteAsync(host, 1, days: 0);
        await LimitAsync(host, pages: 1);

        var refusals = new List<DomainException>();
        for (var i = 0; i < 3; i++)
        {
            refusals.Add(await Assert.ThrowsAsync<DomainException>(() => FillAsync(host)));
        }

        Assert.All(refusals, refusal => Assert.Equal((Fault.Unavailable, "STORE_FULL"), (refusal.Fault, refusal.Reason)));
        Assert.Contains("nothing was changed. The operator must free space", refusals[0].Message, StringComparison.Ordinal);
        Assert.Equal(1, await host.Journal.ReadAsync(db => db.Notes.CountAsync(), Cancellation));
        Assert.Equal("STORE_FULL", host.Get<StoreCondition>().Trouble?.Reason);
        var said = Assert.Single(_log, line => line.Contains("disk of the store is full", StringComparison.Ordinal));
        Assert.Contains(_store.Directory, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_SpaceComesBack_WritesAndIsHealthyWithoutAnyOtherCall()
    {
        await using var host = await NotesHost.StartAsync(_store, _log);
        await LimitAsync(host, pages: 1);
        await Assert.ThrowsAsync<DomainException>(() => FillAsync(host));

        await LimitAsync(host, pages: int.MaxValue - 1);

        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        Assert.Contains("The store takes changes again", _log);
        await FillAsync(host);
    }

    [Fact]
    public async Task HealthCheck_BeforeTheTablesAreThere_IsUnhealthyAndNoError()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var opening = new StoreHealthCheck<NotesDb>(host.Journal, Condition(TimeProvider.System));

        Assert.Equal(HealthStatus.Unhealthy, (await opening.CheckHealthAsync(new(), Cancellation)).Status);
    }

    [Fact]
    public async Task OpenAsync_DatabaseIsAway_WaitsForItAndSaysSoOnce()
    {
        var clock = new FakeTimeProvider();
        var condition = Condition(clock);
        var tries = 0;
        var opening = condition.OpenAsync(_ => ++tries < 3 ? throw new NpgsqlException("away", new SocketException((int)SocketError.ConnectionRefused)) : Task.CompletedTask, Cancellation);

        Assert.Equal((1, false), (tries, condition.IsOpen));
        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        await opening;

        Assert.Equal((3, true), (tries, condition.IsOpen));
        Assert.Single(_log, line => line.Contains("is waited for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenAsync_DatabaseRefuses_EndsTheStart() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => Condition(TimeProvider.System).OpenAsync(_ => throw new InvalidOperationException("not waited for"), Cancellation));

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(0, 100)]
    public async Task FindDamage_FileIsDamaged_NamesTheFileAndTheWayOut(int page, int length)
    {
        await using (var host = await NotesHost.StartAsync(_store))
        {
            await LogKeeperTests.WriteAsync(host, 200, days: 0);
        }

        using (var file = System.IO.File.OpenWrite(File))
        {
            file.Seek(page * 4096, SeekOrigin.Begin);
            file.Write(new byte[length]);
        }

        var damage = new SqliteFile(File).FindDamage();

        Assert.NotNull(damage);
        Assert.StartsWith($"{File} is damaged", damage, StringComparison.Ordinal);
        Assert.Contains("taskforce admin restore", damage, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', damage);
    }

    [Fact]
    public async Task FindDamage_FileIsWholeOrNotThere_IsNull()
    {
        Assert.Null(new SqliteFile(File).FindDamage());
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 20, days: 0);

        Assert.Null(new SqliteFile(File).FindDamage());
    }

    [Theory]
    [InlineData(13, "STORE_FULL")]
    [InlineData(8, "STORE_READ_ONLY")]
    [InlineData(10, "STORE_FAILING")]
    [InlineData(11, "STORE_DAMAGED")]
    [InlineData(26, "STORE_DAMAGED")]
    [InlineData(5, null)]
    public void Of_SqliteFault_HasAStableReason(int code, string? reason) =>
        Assert.Equal(reason, StoreTrouble.Of(new SqliteException("no", code, code | (3 << 8)))?.Reason);

    // The change runs on the writer's own connection, which from then on must not let the file grow: SQLite refuses as on a full disk.
    internal static Task<int> LimitAsync(NotesHost host, int pages) => host.Journal.ChangeAsync(async db =>
    {
        await using var limit = db.Database.GetDbConnection().CreateCommand();
        limit.CommandText = $"PRAGMA max_page_count = {pages}";
        limit.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        return await limit.ExecuteNonQueryAsync();
    }, Cancellation);

    internal static Task<int> FillAsync(NotesHost host) => host.Journal.ChangeAsync(async db =>
    {
        await JournalTests.AddNote(db, JournalTests.Request(new string('x', 20_000)));
        return await db.SaveChangesAsync();
    }, Cancellation);

    private static async Task<HealthStatus> HealthAsync(NotesHost host) =>
        (await new StoreHealthCheck<NotesDb>(host.Journal, host.Get<StoreCondition>()).CheckHealthAsync(new(), Cancellation)).Status;

    private sealed class Lines : ConcurrentQueue<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public Logger<T> CreateLogger<T>() => new Logger<T>(new LoggerFactory([this]));

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
