using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>How long the log is kept, in any database. The retention is the usual 30 days.</summary>
public abstract class LogKeeperTests(TestStore store) : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task TrimAsync_OldAndNewEvents_DeletesTheOldOnly()
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 20, days: 31);
        await WriteAsync(host, 5, days: 29);

        Assert.Equal(20, await host.Keeper.TrimAsync(Cancellation));
        Assert.Equal([21, 22, 23, 24, 25], await SequencesAsync(host));
        Assert.Equal(20, await host.Journal.ReadAsync(db => db.StartOfLogAsync("notes", Cancellation), Cancellation));
        Assert.Equal(0, await host.Journal.ReadAsync(db => db.StartOfLogAsync("others", Cancellation), Cancellation));
    }

    [Fact]
    public async Task TrimAsync_EverythingIsOld_KeepsTheNewestSoThatTheLogEndsWhereItDid()
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 15, days: 31);

        await host.Keeper.TrimAsync(Cancellation);
        await WriteAsync(host, 1, days: 0);

        Assert.Equal([15, 16], await SequencesAsync(host));
    }

    [Fact]
    public async Task TrimAsync_StillNeeded_IsKeptUntilItIsNot()
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 10, days: 31);
        await WriteAsync(host, 1, days: 31, "needed");
        await WriteAsync(host, 10, days: 31);

        await host.Keeper.TrimAsync(Cancellation);
        Assert.Equal([11, 21], await SequencesAsync(host));

        await host.Journal.ChangeAsync(async db =>
        {
            var needed = (await db.Notes.ToListAsync()).Single(note => note.Value.Text == "needed");
            needed.Set(needed.Value with { Text = "no longer" });
            return 0;
        }, Cancellation);
        await host.Keeper.TrimAsync(Cancellation);
        Assert.Equal([21], await SequencesAsync(host));
    }

    [Fact]
    public async Task TrimAsync_ByItselfAfterTenMinutes_DeletesTheOld()
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 3, days: 31);

        while (await host.Journal.ReadAsync(db => db.Events.CountAsync(), Cancellation) > 1)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal([3], await SequencesAsync(host));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(19)]
    public async Task SendAsync_CursorBeforeTheLog_IsRefusedAndSaysHowToStartAfresh(long after)
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 20, days: 31);
        await WriteAsync(host, 2, days: 0);
        await host.Keeper.TrimAsync(Cancellation);

        var refusal = await Assert.ThrowsAsync<DomainException>(() => SendAsync(host, after, new()));

        Assert.Equal((Fault.OutOfRange, "LOG_TRUNCATED"), (refusal.Fault, refusal.Reason));
        Assert.Contains("list, then watch from the sequence of the first page", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task SendAsync_NothingSeenOrAllThatIsGone_GoesOnFromTheOldestKept(long after)
    {
        await using var host = await NotesHost.StartAsync(store);
        await WriteAsync(host, 20, days: 31);
        await WriteAsync(host, 2, days: 0);
        await host.Keeper.TrimAsync(Cancellation);
        using var seen = new Received(2);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(host, after, seen));

        Assert.Equal([21, 22], seen.Sequences);
    }

    /// <summary>A watcher of a topic where nothing happened has missed nothing, however much of other topics is gone.</summary>
    [Fact]
    public async Task SendAsync_OnlyOtherTopicsWereTrimmed_IsNotRefused()
    {
        await using var host = await NotesHost.StartAsync(store);
        await AppendAsync(host, "quiet", days: 0);
        await host.Journal.ChangeAsync(db => db.Events.ExecuteUpdateAsync(e => e.SetProperty(row => row.Time, 0L)), Cancellation);
        await WriteAsync(host, 20, days: 31);
        await AppendAsync(host, "quiet", days: 0);
        await host.Keeper.TrimAsync(Cancellation);
        using var seen = new Received(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(host, 1, seen, "quiet"));

        Assert.Equal([22], seen.Sequences);
    }

    internal static async Task WriteAsync(NotesHost host, int count, int days, string text = "note")
    {
        for (var i = 0; i < count; i++)
        {
            await host.Journal.ChangeAsync(db =>
            {
                var row = new NoteRow();
                row.Set(new(ResourceName.New<NoteName>(), text));
                db.Notes.Add(row);
                db.Append("notes", row.Name, new HotspotEvent { Time = (host.Clock.GetUtcNow() - TimeSpan.FromDays(days)).ToTimestamp(), Hotspot = new() { Name = row.Name } });
                return Task.FromResult(0);
            }, Cancellation);
        }
    }

    private static Task<int> AppendAsync(NotesHost host, string topic, int days) => host.Journal.ChangeAsync(db =>
    {
        db.Append(topic, "notes/quiet", new HotspotEvent { Time = (host.Clock.GetUtcNow() - TimeSpan.FromDays(days)).ToTimestamp() });
        return Task.FromResult(0);
    }, Cancellation);

    private static Task<List<long>> SequencesAsync(NotesHost host) =>
        host.Journal.ReadAsync(db => db.Events.OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync(), Cancellation);

    private static Task SendAsync(NotesHost host, long after, Received seen, string topic = "notes") =>
        host.Watch.SendAsync(topic, after, _ => true, seen, seen.Enough);
}

public sealed class LogKeeperOnSqliteTests() : LogKeeperTests(new SqliteTestStore());

public sealed class LogKeeperOnPostgresTests() : LogKeeperTests(new PostgresTestStore());

public sealed class LogKeeperOnPartitionsTests() : LogKeeperTests(new PartitionedTestStore("events"));
