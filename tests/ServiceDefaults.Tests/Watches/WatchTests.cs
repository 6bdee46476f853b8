using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Watches;

/// <summary>What holds for a watch of any database's log.</summary>
public abstract class WatchTests(TestStore store) : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>More events than a watcher's memory holds, written while it reads, from a cursor in the middle.</summary>
    [Fact]
    public async Task ReadAsync_SlowWatcherUnderManyWriters_SeesEveryEventOnceInOrder()
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 100);
        var writing = WriteAsync(host, 1500);

        var seen = new List<long>();
        await foreach (var (sequence, row) in host.Watch.ReadAsync("notes", 40, Cancellation))
        {
            if (row is not null)
            {
                seen.Add(sequence);
            }

            if (seen.Count == 1560)
            {
                break;
            }

            await Task.Yield();
        }

        await writing;
        Assert.Equal(Enumerable.Range(41, 1560).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task ReadAsync_OtherTopic_IsNotSeen()
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 3);
        await using var others = host.Watch.ReadAsync("others", 0, Cancellation).GetAsyncEnumerator(Cancellation);

        var next = others.MoveNextAsync().AsTask();
        await AdvanceUntilAsync(host, next);

        Assert.True(await next);
        Assert.Null(others.Current.Row);
    }

    [Fact]
    public async Task ReadAsync_NothingHappens_BeatsBeforeFifteenSecondsWithTheCursor()
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 2);
        await using var events = host.Watch.ReadAsync("notes", 1, Cancellation).GetAsyncEnumerator(Cancellation);
        await events.MoveNextAsync();

        var beat = events.MoveNextAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(14));

        Assert.True(await beat);
        Assert.Equal((2L, null), events.Current);
    }

    [Theory]
    [InlineData(-1, Fault.Invalid)]
    [InlineData(99, Fault.OutOfRange)]
    public async Task ReadAsync_CursorThatNoLogHas_IsRefused(long after, Fault fault)
    {
        await using var host = await NotesHost.StartAsync(store);

        var refusal = await Assert.ThrowsAsync<DomainException>(() => host.Watch.ReadAsync("notes", after, Cancellation).GetAsyncEnumerator(Cancellation).MoveNextAsync().AsTask());

        Assert.Equal(fault, refusal.Fault);
    }

    // A watcher begins to wait in its own time.
    private static async Task AdvanceUntilAsync(NotesHost host, Task done)
    {
        while (!done.IsCompleted && !Cancellation.IsCancellationRequested)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private static Task<Tasking.V1.Hotspot[]> WriteAsync(NotesHost host, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i =>
        host.Journal.ChangeAsync(db => JournalTests.AddNote(db, JournalTests.Request($"note {i}")), default)));
}

public sealed class WatchOnSqliteTests() : WatchTests(new SqliteTestStore());

public sealed class WatchOnPostgresTests() : WatchTests(new PostgresTestStore());

public sealed class WatchOnPartitionsTests() : WatchTests(new PartitionedTestStore("events"));
