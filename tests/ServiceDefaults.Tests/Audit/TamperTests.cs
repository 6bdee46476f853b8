using System.Globalization;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using TaskForce.Client.Audit;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Tests.Audit;

/// <summary>What is found when somebody who owns the database drops the guards and rewrites the file: entries 1 to 3, checkpoint 4, entries 5 to 7.</summary>
public sealed class TamperTests : IAsyncLifetime
{
    private readonly SqliteTestStore _store = new();
    private readonly KeyFiles _keys = new();
    private List<AuditEntry> _copy = [];

    public async ValueTask InitializeAsync()
    {
        await using var host = await NotesHost.StartAsync(_store, settings: [("Audit:Keys:DE", _keys.Make("DE")), ("Audit:CheckpointEntries", "3")]);
        await AuditLogTests.AddAsync(host, "members/de-one", "members/de-two", "members/de-three");
        await host.Get<CheckpointSigner<NotesDb>>().SignDueAsync(default);
        await AuditLogTests.AddAsync(host, "members/de-five", "members/de-six", "members/de-seven");
        _copy = await AuditLogTests.EntriesAsync(host);
    }

    public ValueTask DisposeAsync()
    {
        _keys.Dispose();
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verify_NothingDone_IsWhole() => Assert.Equal((null, 7), await FindAsync("SELECT 1"));

    [Theory]
    [InlineData("""DELETE FROM "audit_entries" WHERE "Number" = 2""", AuditFindingKind.Removed, 2)]
    [InlineData("""UPDATE "audit_entries" SET "Record" = (SELECT "Record" FROM "audit_entries" WHERE "Number" = 3) WHERE "Number" = 2""", AuditFindingKind.Removed, 2)]
    [InlineData("""UPDATE "audit_entries" SET "Hash" = zeroblob(32) WHERE "Number" = 5""", AuditFindingKind.Changed, 5)]
    [InlineData("""UPDATE "audit_values" SET "Values" = (SELECT "Values" FROM "audit_values" WHERE "Number" = 3) WHERE "Number" = 2""", AuditFindingKind.ValueChanged, 2)]
    [InlineData("""UPDATE "audit_entries" SET "Number" = -"Number" WHERE "Number" IN (5, 6); UPDATE "audit_entries" SET "Number" = 11 + "Number" WHERE "Number" < 0""", AuditFindingKind.Removed, 5)]
    public async Task Verify_RowsChanged_IsFoundAndNamed(string statement, AuditFindingKind kind, long number)
    {
        var (finding, _) = await FindAsync(statement);

        Assert.Equal((kind, number), (finding?.Kind, finding?.Number));
    }

    [Fact]
    public async Task Verify_RecordRewrittenWithItsHashAndAllThatFollow_BreaksTheCheckpoint()
    {
        await RewriteAsync(from: 2, record => record.Call.Code = "PERMISSION_DENIED");

        Assert.Equal((AuditFindingKind.CheckpointBroken, 4), await KindAsync());
    }

    [Fact]
    public async Task Verify_RewrittenBehindTheLastCheckpoint_IsFoundByTheCopyAlone()
    {
        await RewriteAsync(from: 6, record => record.Call.Code = "PERMISSION_DENIED");

        Assert.Null((await FindAsync("SELECT 1")).Finding);
        Assert.Equal(6, await DivergenceAsync());
    }

    [Theory]
    [InlineData(6, 5)]
    [InlineData(3, 2)]
    public async Task Verify_TailTakenAway_IsFoundByTheCopyBeingLonger(long from, long left)
    {
        var (finding, last) = await FindAsync($"""DELETE FROM "audit_entries" WHERE "Number" >= {from}""");

        Assert.Equal((null, left), (finding, last));
        Assert.Null(await DivergenceAsync());
        Assert.Equal(7, Verifier(_copy).Last);
    }

    [Fact]
    public async Task Verify_TailTakenAwayAndGrownAgain_IsAForkThatTheCopyNames()
    {
        await ExecuteAsync("""DELETE FROM "audit_values" WHERE "Number" >= 6; DELETE FROM "audit_entries" WHERE "Number" >= 6""");
        await using (var host = await NotesHost.StartAsync(_store))
        {
            await AuditLogTests.AddAsync(host, "members/de-other", "members/de-seven");
        }

        Assert.Equal((null, 7), await FindAsync("SELECT 1"));
        Assert.Equal(6, await DivergenceAsync());
    }

    private async Task<(AuditFindingKind?, long?)> KindAsync()
    {
        var (finding, _) = await FindAsync("SELECT 1");
        return (finding?.Kind, finding?.Number);
    }

    private async Task<(AuditFinding? Finding, long Last)> FindAsync(string statement)
    {
        await ExecuteAsync(statement);
        await using var host = await NotesHost.StartAsync(_store);
        var verifier = new AuditVerifier();
        return ((await AuditLogTests.EntriesAsync(host)).Select(verifier.Check).FirstOrDefault(finding => finding is not null), verifier.Last);
    }

    private async Task<long?> DivergenceAsync()
    {
        await using var host = await NotesHost.StartAsync(_store);
        return AuditCopy.FindDivergence(Verifier(await AuditLogTests.EntriesAsync(host)), Verifier(_copy));
    }

    private static AuditVerifier Verifier(IEnumerable<AuditEntry> entries)
    {
        var verifier = new AuditVerifier();
        Assert.All(entries, entry => Assert.Null(verifier.Check(entry)));
        return verifier;
    }

    // What somebody can do who knows how the chain is made, but has no nation's key.
    private async Task RewriteAsync(long from, Action<AuditRecord> change)
    {
        var hash = _copy[(int)from - 2].Hash.ToByteArray();
        foreach (var entry in _copy.Skip((int)from - 1))
        {
            var record = entry.Record.Clone();
            if (record.Number == from)
            {
                change(record);
            }

            hash = AuditChain.HashAfter(hash, record.ToByteArray());
            await ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
                $"""UPDATE "audit_entries" SET "Record" = x'{Convert.ToHexString(record.ToByteArray())}', "Hash" = x'{Convert.ToHexString(hash)}' WHERE "Number" = {record.Number}"""));
        }
    }

    private async Task ExecuteAsync(string statements)
    {
        await using var file = new SqliteConnection($"Data Source={Path.Combine(_store.Directory, "notes.db")};Pooling=False");
        await file.OpenAsync();
        foreach (var trigger in new[] { "entries_append", "entries_update", "entries_delete", "values_update", "values_delete" })
        {
            await using var drop = new SqliteCommand($"DROP TRIGGER IF EXISTS audit_{trigger}", file);
            await drop.ExecuteNonQueryAsync();
        }

        await using var command = new SqliteCommand(statements, file);
        await command.ExecuteNonQueryAsync();
    }
}
