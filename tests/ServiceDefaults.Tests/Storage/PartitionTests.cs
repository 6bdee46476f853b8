using Npgsql;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>What an operator does to the log of a service that runs: parts it, makes partitions ahead and drops old ones (docs/partitions.md).</summary>
public sealed class PartitionTests : IDisposable
{
    // In the tests' clock it is 2030: everything is older than what was written ten years from now.
    private const string DropAll = "CALL partition_drop_events('-10 years')";

    private readonly PartitionedTestStore _store = new("events");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task PartitionTable_WhileOthersWriteAndWatch_NothingIsMissedAndSequencesGoOn()
    {
        using var plain = new PostgresTestStore();
        await using var host = await NotesHost.StartAsync(plain);
        await LogKeeperTests.WriteAsync(host, 10, days: 0);
        using var seen = new Received(30);
        var watching = host.Watch.SendAsync("notes", 0, _ => true, seen, seen.Enough);
        var writing = LogKeeperTests.WriteAsync(host, 10, days: 0);

        Run(plain, PartitionScript.Text);
        Run(plain, "CALL partition_table('events', 4)");
        Run(plain, "CALL partition_ahead('events', 4, 3)");
        await writing;
        await LogKeeperTests.WriteAsync(host, 10, days: 0);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), seen.Sequences);
        var findings = await host.Journal.ReadAsync(db => LogCheck.RunAsync(db, isSqlite: false, Cancellation), Cancellation);
        Assert.Equal(["30 events, up to 30", "the next event goes behind 30"], findings.Select(finding => finding.Detail));
    }

    [Fact]
    public async Task PartitionTable_ByAnotherRoleOrAgain_IsRefusedAndChangesNothing()
    {
        await using var host = await NotesHost.StartAsync(_store);

        var again = Assert.Throws<PostgresException>(() => _store.Execute("CALL partition_table('events', 4)"));
        _store.Execute("CREATE ROLE stranger; GRANT SELECT ON ALL TABLES IN SCHEMA public TO stranger");
        var stranger = Assert.Throws<PostgresException>(() => _store.Execute("SET ROLE stranger; SELECT partition_last('events')"));
        _store.Execute("DROP OWNED BY stranger; DROP ROLE stranger");

        Assert.Equal("events is in partitions already", again.MessageText);
        Assert.Equal("events is to be called as postgres, who owns the table", stranger.MessageText);
        await LogKeeperTests.WriteAsync(host, 5, days: 0);
    }

    [Fact]
    public async Task PartitionAhead_NobodyCalledItForLong_WhatCameMeanwhileGetsAPartition()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 30, days: 0);
        Assert.Equal(19L, _store.Ask("SELECT count(*) FROM events_rest"));

        _store.Execute("CALL partition_ahead('events', 4, 3)");
        await LogKeeperTests.WriteAsync(host, 10, days: 0);

        Assert.Equal(0L, _store.Ask("SELECT count(*) FROM events_rest"));
        Assert.Equal("{\"(events_first,,4)\",\"(events_4,4,8)\",\"(events_8,8,12)\",\"(events_12,12,32)\",\"(events_32,32,36)\",\"(events_36,36,40)\",\"(events_40,40,44)\",\"(events_rest,44,)\"}",
            _store.Ask("SELECT array_agg((part, lower, upper) ORDER BY lower NULLS FIRST)::text FROM partition_list WHERE whole = 'events'"));
        Assert.Equal(40L, _store.Ask("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task PartitionAhead_RestoredLogGoesOnFarAbove_FollowsIt()
    {
        await using var host = await NotesHost.StartAsync(_store);
        _store.Execute("SELECT setval(pg_get_serial_sequence('events', 'Sequence'), 1000000000000)");
        await LogKeeperTests.WriteAsync(host, 2, days: 0);

        _store.Execute("CALL partition_ahead('events', 4, 3)");

        Assert.Equal(1_000_000_000_016, _store.Ask("SELECT lower FROM partition_list WHERE part::text = 'events_rest'"));
    }

    [Fact]
    public async Task DropEvents_WatcherFromBefore_IsToldAndTheNewestStays()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 10, days: 0);

        _store.Execute(DropAll);

        Assert.Equal("8,9,10", _store.Ask("SELECT string_agg(\"Sequence\"::text, ',' ORDER BY \"Sequence\") FROM events"));
        using var seen = new Received(3);
        var refusal = await Assert.ThrowsAsync<DomainException>(() => host.Watch.SendAsync("notes", 6, _ => true, seen, Cancellation));
        Assert.Equal("LOG_TRUNCATED", refusal.Reason);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Watch.SendAsync("notes", 7, _ => true, seen, seen.Enough));
        Assert.Equal([8, 9, 10], seen.Sequences);
    }

    [Fact]
    public async Task DropEvents_OneEventIsYoung_ItsPartitionAndThoseBehindItStay()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 10, days: 0);
        _store.Execute("UPDATE events SET \"Time\" = 0 WHERE \"Sequence\" <> 5");

        _store.Execute("CALL partition_drop_events('30 days')");

        Assert.Equal(4L, _store.Ask("SELECT min(\"Sequence\") FROM events"));
    }

    [Fact]
    public async Task DropEvents_RelayHasNotPublished_Stays()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 10, days: 0);
        _store.Execute("INSERT INTO relay (\"Id\", \"Sequence\", \"Holder\", \"HeldUntil\") VALUES (1, 5, '', 0)");

        _store.Execute(DropAll);

        Assert.Equal(4L, _store.Ask("SELECT min(\"Sequence\") FROM events"));
    }

    /// <summary>Who has looked where the log begins must find what it reads next: a dropped table would be empty to it.</summary>
    [Fact]
    public async Task DropEvents_SomebodyReadsSinceBefore_IsWaitedFor()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 10, days: 0);
        Task dropping;
        await using (var reader = new NpgsqlConnection(_store.Settings["Data:Connection"]))
        {
            await reader.OpenAsync(Cancellation);
            await using var snapshot = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
            Assert.Equal(0L, await AskAsync(reader, "SELECT count(*) FROM log_starts"));
            dropping = Task.Run(() => _store.Execute(DropAll), Cancellation);
            while (_store.Ask("SELECT count(*) FROM log_starts") is 0L)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
            }

            Assert.Equal(10L, await AskAsync(reader, "SELECT count(*) FROM events"));
            Assert.False(dropping.IsCompleted);
        }

        await dropping;
        Assert.Equal(3L, _store.Ask("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task DropEmptied_KeeperHasDeletedEverything_DropsWhatIsBehindAndNothingAhead()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 10, days: 31);
        Assert.Equal(9, await host.Keeper.TrimAsync(Cancellation));

        _store.Execute("CALL partition_drop_emptied('events')");

        Assert.Equal("events_8,events_rest", _store.Ask("SELECT string_agg(part::text, ',' ORDER BY lower) FROM partition_list WHERE whole = 'events'"));
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string question)
    {
        await using var command = new NpgsqlCommand(question, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static void Run(PostgresTestStore store, string statement)
    {
        using var connection = new NpgsqlConnection($"{store.Connection};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }
}
