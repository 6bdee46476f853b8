using Microsoft.EntityFrameworkCore;
using Npgsql;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>What holds when several processes of a service share a PostgreSQL database.</summary>
public sealed class ReplicaTests : IDisposable
{
    private static readonly Caller Dispatcher = new("dispatcher.de", "DE", [Type.V1.Role.Dispatcher], "");

    private readonly PostgresTestStore _store = new();

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _limit.Dispose();
        _store.Dispose();
    }

    /// <summary>A reader of sequences alone would show the later event, move its cursor past the earlier one and never come back.</summary>
    [Fact]
    public async Task ReadAsync_LowerSequenceCommitsLast_IsNotSkipped()
    {
        await using var slow = await NotesHost.StartAsync(_store);
        await using var quick = await NotesHost.StartAsync(_store);
        var (isWritten, mayCommit) = (new TaskCompletionSource(), new TaskCompletionSource());
        var seeing = SeeAsync(quick, after: 0, count: 2);

        var first = slow.Journal.ChangeAsync(async db =>
        {
            await JournalTests.AddNote(db, JournalTests.Request("slow"));
            await db.SaveChangesAsync();
            await db.WriteLogAsync();
            isWritten.SetResult();
            await mayCommit.Task;
            return db.Appended.Single().Resource;
        }, default);
        await isWritten.Task;
        var second = AddAsync(quick, "quick");
        await UntilCommittedOrWaitingAsync(second);
        mayCommit.SetResult();

        Assert.Equal([await first, (await second).Name], (await seeing).Select(row => row.Resource));
    }

    [Fact]
    public async Task ReadAsync_ManyWritersInThreeProcesses_EachProcessSeesEveryEventOnceInTheSameOrder()
    {
        await using var one = await NotesHost.StartAsync(_store);
        await using var two = await NotesHost.StartAsync(_store);
        await using var three = await NotesHost.StartAsync(_store);
        NotesHost[] hosts = [one, two, three];
        var seeing = hosts.Select(host => SeeAsync(host, after: 0, count: 300)).ToList();

        var written = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => AddAsync(hosts[i % 3], $"note {i}")));

        var seen = await Task.WhenAll(seeing);
        Assert.Equal(written.Select(note => note.Name).Order(), seen[0].Select(row => row.Resource).Order());
        Assert.Equal(seen[0].Select(row => row.Sequence).Order(), seen[0].Select(row => row.Sequence));
        Assert.All(seen, rows => Assert.Equal(seen[0].Select(row => row.Sequence), rows.Select(row => row.Sequence)));
    }

    [Fact]
    public async Task ReadAsync_NoticeIsLost_SeesTheEventAtTheNextLook()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var seeing = SeeAsync(host, after: 0, count: 1);

        await ExecuteAsync("""INSERT INTO events ("Topic", "Resource", "Time", "Payload") VALUES ('notes', 'notes/silent', 0, '')""");
        while (!seeing.IsCompleted && !_limit.IsCancellationRequested)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("notes/silent", Assert.Single(await seeing).Resource);
    }

    [Fact]
    public async Task ReadAsync_ListenersAreCutOff_StillSeesEveryEvent()
    {
        await using var one = await NotesHost.StartAsync(_store);
        await using var two = await NotesHost.StartAsync(_store);
        // It follows, and is not cut off while it begins: that would be told to whoever asked.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seeing = SeeAsync(two, after: 0, count: 2, () => begun.TrySetResult());
        await AddAsync(one, "before");
        await begun.Task.WaitAsync(_limit.Token);

        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        while (await Record.ExceptionAsync(() => AddAsync(one, "after")) is { } lost)
        {
            Assert.Equal((Fault.Unavailable, "STORE_UNAVAILABLE"), (Assert.IsType<DomainException>(lost).Fault, ((DomainException)lost).Reason));
        }

        while (!seeing.IsCompleted && !_limit.IsCancellationRequested)
        {
            two.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(2, (await seeing).Count);
    }

    [Fact]
    public async Task ChangeAsync_SameRequestIdInTwoProcessesAtOnce_ChangesOnceAndAnswersAlike()
    {
        await using var one = await NotesHost.StartAsync(_store);
        await using var two = await NotesHost.StartAsync(_store);
        var request = JournalTests.Request("first");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : two).Journal.ChangeAsync(
            request, Dispatcher, db => JournalTests.AddNote(db, request), default)));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await one.Journal.ReadAsync(db => db.Notes.CountAsync(), default));
    }

    /// <summary>What a change has read stays true until it is committed: two that each look first cannot both find nothing.</summary>
    [Fact]
    public async Task ChangeAsync_TwoProcessesLookAndThenAct_OneSeesWhatTheOtherDid()
    {
        await using var one = await NotesHost.StartAsync(_store);
        await using var two = await NotesHost.StartAsync(_store);

        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : two).Journal.ChangeAsync(async db =>
        {
            var isFirst = !await db.Notes.AnyAsync();
            _ = isFirst ? await JournalTests.AddNote(db, JournalTests.Request("first")) : null;
            return isFirst;
        }, default)));

        Assert.Single(added, isFirst => isFirst);
    }

    /// <summary>The database ends its transaction after ten seconds; until then the others wait.</summary>
    [Fact]
    public async Task ChangeAsync_AnotherProcessStopsDeadInAChange_IsMadeAndTheOtherIsRefused()
    {
        await using var dead = await NotesHost.StartAsync(_store);
        await using var alive = await NotesHost.StartAsync(_store);
        var (isWritten, isAwake) = (new TaskCompletionSource(), new TaskCompletionSource());
        var stuck = dead.Journal.ChangeAsync(async db =>
        {
            await JournalTests.AddNote(db, JournalTests.Request("stuck"));
            await db.SaveChangesAsync();
            isWritten.SetResult();
            await isAwake.Task;
            return 0;
        }, default);
        await isWritten.Task;

        await AddAsync(alive, "alive");
        isAwake.SetResult();

        Assert.Equal("STORE_UNAVAILABLE", (await Assert.ThrowsAsync<DomainException>(() => stuck)).Reason);
        await AddAsync(dead, "awake");
        Assert.Equal(2, await alive.Journal.ReadAsync(db => db.Notes.CountAsync(), default));
    }

    [Fact]
    public async Task ChangeAsync_DatabaseAsksToTryAgain_IsMadeOnceInTheEnd()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var attempts = 0;

        await host.Journal.ChangeAsync(async db =>
        {
            var note = await JournalTests.AddNote(db, JournalTests.Request("first"));
            await db.SaveChangesAsync();
            return ++attempts < 3 ? await SerializationFailureAsync(db) : note;
        }, default);

        Assert.Equal(3, attempts);
        Assert.Equal(1, await host.Journal.ReadAsync(db => db.Events.CountAsync(), default));
    }

    [Fact]
    public async Task ChangeAsync_DatabaseAlwaysAsksToTryAgain_GivesUpAndSaysSo()
    {
        await using var host = await NotesHost.StartAsync(_store);

        var refusal = await Assert.ThrowsAsync<DomainException>(() => host.Journal.ChangeAsync(SerializationFailureAsync, default));
        await AddAsync(host, "next");

        Assert.Equal((Fault.Unavailable, "STORE_BUSY"), (refusal.Fault, refusal.Reason));
    }

    [Fact]
    public async Task ReadAsync_Writes_IsRefused()
    {
        await using var host = await NotesHost.StartAsync(_store);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => host.Journal.ReadAsync(db => db.Notes.ExecuteDeleteAsync(), default));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
    }

    private static Task<Hotspot> AddAsync(NotesHost host, string text) =>
        host.Journal.ChangeAsync(db => JournalTests.AddNote(db, JournalTests.Request(text)), default);

    private static async Task<Hotspot> SerializationFailureAsync(NotesDb db)
    {
        await db.Database.ExecuteSqlRawAsync("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
        return new();
    }

    private Task<List<EventRow>> SeeAsync(NotesHost host, long after, int count, Action? seen = null) => Task.Run(async () =>
        await host.Watch.ReadAsync("notes", after, _limit.Token).Where(e => e.Row is not null).Take(count).Select(e =>
        {
            seen?.Invoke();
            return e.Row!;
        }).ToListAsync(_limit.Token));

    // The database itself tells when somebody waits for the lock, so that nothing here depends on time.
    private async Task UntilCommittedOrWaitingAsync(Task change)
    {
        await using var connection = new NpgsqlConnection(_store.Connection);
        await connection.OpenAsync(_limit.Token);
        await using var look = new NpgsqlCommand(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted", connection);
        while (!change.IsCompleted && await look.ExecuteScalarAsync(_limit.Token) is 0L)
        {
        }
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(_store.Connection);
        await connection.OpenAsync(_limit.Token);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(_limit.Token);
    }
}
