using Npgsql;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>What becomes of watchers and readers of a log when an operator drops partitions of it (docs/partitions.md).</summary>
public sealed class DroppedPartitionTests : IDisposable
{
    // In the tests' clock it is 2030: everything is older than what was written ten years from now.
    private const string DropAll = "CALL partition_drop_events('-10 years')";

    private readonly PartitionedTestStore _store = new("events");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

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

    [Fact]
    public async Task DropEvents_ServiceThatPublishesNothing_DropsAsOthersDo()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 10, days: 0);
        _store.Execute("DROP TABLE relay");

        _store.Execute(DropAll);

        Assert.Equal(8L, _store.Ask("SELECT min(\"Sequence\") FROM events"));
    }

    [Fact]
    public async Task DropEvents_NotToldHowLongTheyAreKept_DropsNothing()
    {
        await using var host = await NotesHost.StartAsync(_store);
        await LogKeeperTests.WriteAsync(host, 10, days: 0);

        Assert.Throws<PostgresException>(() => _store.Execute("CALL partition_drop_events(NULL)"));

        Assert.Equal(1L, _store.Ask("SELECT min(\"Sequence\") FROM events"));
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
}
