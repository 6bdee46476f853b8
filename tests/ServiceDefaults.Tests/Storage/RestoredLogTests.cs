using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>What docs/backup.md has an operator of PostgreSQL do after a restore.</summary>
public sealed class RestoredLogTests : IDisposable
{
    private const long Step = 1_000_000_000_000;

    private readonly PostgresTestStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Statements_OfTheGuide_BeginALogThatRefusesCursorsOfBefore()
    {
        await using (var before = await NotesHost.StartAsync(_store))
        {
            await LogKeeperTests.WriteAsync(before, 3, days: 0);
            await before.Journal.ChangeAsync(db => db.Database.ExecuteSqlRawAsync(Statements()), Cancellation);
        }

        await using var after = await NotesHost.StartAsync(_store);
        var end = await after.Journal.ReadAsync(db => db.EndOfLogAsync(Cancellation), Cancellation);
        await LogKeeperTests.WriteAsync(after, 1, days: 0);
        using var none = new Received();
        var refusal = await Assert.ThrowsAsync<DomainException>(() => after.Watch.SendAsync("notes", 2, _ => true, none, Cancellation));
        using var fresh = new Received(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => after.Watch.SendAsync("notes", end, _ => true, fresh, fresh.Enough));

        Assert.Equal((Step, "LOG_TRUNCATED"), (end, refusal.Reason));
        Assert.Equal([Step + 1], fresh.Sequences);
    }

    private static string Statements()
    {
        var guide = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "docs", "backup.md"));
        return guide[guide.IndexOf("-- in each", StringComparison.Ordinal)..guide.IndexOf("-- in geolocation's", StringComparison.Ordinal)];
    }
}
