using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Maintenance;

/// <summary>What looking a store through finds.</summary>
public abstract class StoreTasksTests(TestStore store) : IDisposable
{
    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected TestStore Store => store;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Verify_WholeStoreInUse_IsWhole()
    {
        await using var host = await StartAsync();

        var (isWhole, said) = await VerifyAsync(host);

        Assert.True(isWhole, said);
        Assert.Contains("log: 5 events, up to 5", said, StringComparison.Ordinal);
        Assert.Contains("audit: 5 entries, a whole chain", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_EventsThatWereTrimmed_AreNoGap()
    {
        await using var host = await StartAsync();
        await RunAsync(host, """DELETE FROM events WHERE "Sequence" IN (1, 2, 4); INSERT INTO log_starts ("Topic", "After") VALUES ('notes', 4)""");

        var (isWhole, said) = await VerifyAsync(host);

        Assert.True(isWhole, said);
        Assert.Contains("2 events, up to 5", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnEntryOfTheAuditLogWasChanged_NamesIt()
    {
        await using var host = await StartAsync();
        await DisarmAsync(host);
        await RunAsync(host, """UPDATE audit_entries SET "Record" = (SELECT "Record" FROM audit_entries WHERE "Number" = 2) WHERE "Number" = 3""");

        var (isWhole, said) = await VerifyAsync(host);

        Assert.False(isWhole);
        Assert.Contains("FAIL  audit: entry 3 was changed", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnEntryOfTheAuditLogIsGone_NamesIt()
    {
        await using var host = await StartAsync();
        await DisarmAsync(host);
        await RunAsync(host, """DELETE FROM audit_entries WHERE "Number" = 4""");

        var (isWhole, said) = await VerifyAsync(host);

        Assert.False(isWhole);
        Assert.Contains("FAIL  audit: entry 4 is not there: 5 follows 3", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_StoreOfANewerVersion_IsSaid()
    {
        await using var host = await StartAsync();
        await RunAsync(host, """
            INSERT INTO "__EFMigrationsHistory" VALUES ('20990101000000_Tomorrow', '10.0.15')
            """);

        var (isWhole, said) = await VerifyAsync(host);

        Assert.False(isWhole);
        Assert.Contains("FAIL  migrations: a newer version made 20990101000000_Tomorrow", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Always_ChangesNothing()
    {
        await using var host = await StartAsync();
        var before = await host.Journal.ReadAsync(db => db.AuditEntries.CountAsync(Cancellation), Cancellation);

        await VerifyAsync(host);

        Assert.Equal(before, await host.Journal.ReadAsync(db => db.AuditEntries.CountAsync(Cancellation), Cancellation));
    }

    [Fact]
    public async Task Do_WhatIsNoTask_IsRefused()
    {
        await using var host = await StartAsync();
        await using var output = new StringWriter();

        Assert.False(await host.Get<IStoreTasks>().DoAsync("erase", output, Cancellation));
        Assert.Contains("must be plan, migrate or verify", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Five events and five entries of the audit log.</summary>
    private protected async Task<NotesHost> StartAsync()
    {
        var host = await NotesHost.StartAsync(store);
        await LogKeeperTests.WriteAsync(host, 5, days: 0);
        await host.Journal.ChangeAsync(db =>
        {
            db.Audit(Enumerable.Range(0, 5).Select(i => new AuditDraft(host.Clock.GetUtcNow()) { Record = { Call = new() { Method = $"taskforce.test.v1.Notes.Make{i}" } } }));
            return Task.FromResult(0);
        }, Cancellation);
        return host;
    }

    private protected static Task<(bool IsWhole, string Said)> VerifyAsync(NotesHost host) => VerifyAsync(host.Get<IStoreTasks>());

    private protected static async Task<(bool IsWhole, string Said)> VerifyAsync(IStoreTasks tasks)
    {
        await using var output = new StringWriter();
        return (await tasks.DoAsync("verify", output, Cancellation), output.ToString());
    }

    private protected static Task<int> RunAsync(NotesHost host, string statement) => host.Journal.ChangeAsync(db => db.Database.ExecuteSqlRawAsync(statement), Cancellation);

    // The store itself refuses to change the chain; somebody who owns the store can have it do so all the same.
    private protected abstract Task DisarmAsync(NotesHost host);
}

public sealed class StoreTasksOnSqliteTests() : StoreTasksTests(new SqliteTestStore())
{
    private string File => Path.Combine(((SqliteTestStore)Store).Directory, "notes.db");

    [Fact]
    public async Task Verify_AnEventIsMissing_NamesItsPlace()
    {
        await using var host = await StartAsync();
        await RunAsync(host, """DELETE FROM events WHERE "Sequence" IN (2, 3)""");

        var (isWhole, said) = await VerifyAsync(host);

        Assert.False(isWhole);
        Assert.Contains("FAIL  log: events are missing that nothing says were deleted: 2 to 3", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FileThatNobodyUses_LeavesNothingBesideIt()
    {
        var host = await StartAsync();
        var tasks = host.Get<IStoreTasks>();
        await host.DisposeAsync();
        var before = Directory.GetFiles(((SqliteTestStore)Store).Directory).Order().ToList();

        var (isWhole, said) = await VerifyAsync(tasks);

        Assert.True(isWhole, said);
        Assert.Contains("every page and index is whole", said, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(((SqliteTestStore)Store).Directory).Order());
    }

    [Fact]
    public async Task Verify_PageIsOverwritten_IsDamage()
    {
        var host = await StartAsync();
        var tasks = host.Get<IStoreTasks>();
        await host.DisposeAsync();
        await using (var file = System.IO.File.OpenWrite(File))
        {
            file.Position = 3 * 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xee, 2000).ToArray(), Cancellation);
        }

        var (isWhole, said) = await VerifyAsync(tasks);

        Assert.False(isWhole);
        Assert.Contains("FAIL", said, StringComparison.Ordinal);
    }

    private protected override async Task DisarmAsync(NotesHost host)
    {
        foreach (var trigger in await host.Journal.ReadAsync(db => db.Database.SqlQueryRaw<string>("SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'trigger'").ToListAsync(Cancellation), Cancellation))
        {
            await RunAsync(host, $"DROP TRIGGER \"{trigger}\"");
        }
    }
}

public sealed class StoreTasksOnPostgresTests() : StoreTasksTests(new PostgresTestStore())
{
    /// <summary>As after a restore that did not set it.</summary>
    [Fact]
    public async Task Verify_CounterIsBehindTheLog_IsAFault()
    {
        await using var host = await StartAsync();
        await RunAsync(host, """SELECT setval('"events_Sequence_seq"', 3)""");

        var (isWhole, said) = await VerifyAsync(host);

        Assert.False(isWhole);
        Assert.Contains("FAIL  log: the next event would get the place 4, and 5 is taken", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_PlacesOfChangesThatFailed_AreNoFault()
    {
        await using var host = await StartAsync();
        await RunAsync(host, """SELECT setval('"events_Sequence_seq"', 7)""");
        await LogKeeperTests.WriteAsync(host, 1, days: 0);

        var (isWhole, said) = await VerifyAsync(host);

        Assert.True(isWhole, said);
        Assert.Contains("6 events, up to 8; 1 stretches", said, StringComparison.Ordinal);
    }

    private protected override async Task DisarmAsync(NotesHost host) =>
        await RunAsync(host, "ALTER TABLE audit_entries DISABLE TRIGGER USER; ALTER TABLE audit_values DISABLE TRIGGER USER");
}
