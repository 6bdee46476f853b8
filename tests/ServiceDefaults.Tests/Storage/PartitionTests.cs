using Npgsql;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>What an operator does to the log of a service that runs: parts it, and makes partitions ahead (docs/partitions.md).</summary>
public sealed class PartitionTests : IDisposable
{
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
        Run(plain, "CALL partition_table('events', 100)");
        Run(plain, "CALL partition_ahead('events', 100, 3)");
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

    private static void Run(PostgresTestStore store, string statement)
    {
        using var connection = new NpgsqlConnection($"{store.Connection};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }
}
