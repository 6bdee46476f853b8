using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.Client.Audit;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Testing;
using TaskForce.Type.V1;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;

namespace TaskForce.ServiceDefaults.Tests.Audit;

/// <summary>What holds for an audit log in any database.</summary>
public abstract class AuditLogTests(TestStore store) : IDisposable
{
    private static readonly Caller Auditor = new("auditor.de", "DE", [Role.Auditor], "");
    private static readonly Caller Commander = new("commander.de", "DE", [Role.Commander], "");

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ChangeAsync_SomeFail_TheChainHasTheOthersWithoutGaps()
    {
        await using var host = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Record.ExceptionAsync(() => host.Journal.ChangeAsync(async db =>
        {
            db.Audit([Draft(host, $"members/note-{i}")]);
            await db.SaveChangesAsync();
            return i % 3 == 0 ? throw new DomainException(Fault.Rejected, "THIRD", "No.") : i;
        }, default)).AsTask()));

        Assert.Equal(40, (await VerifiedAsync(host)).Last);
    }

    [Fact]
    public async Task Entries_ChangedDeletedOrInsertedBySql_AreRefusedByTheDatabase()
    {
        await using var host = await StartAsync();
        await AddAsync(host, "members/de-one", "members/de-two");

        foreach (var statement in new[]
        {
            """UPDATE "audit_entries" SET "Time" = 0 WHERE "Number" = 1""",
            """DELETE FROM "audit_entries" WHERE "Number" = 2""",
            """DELETE FROM "audit_values" WHERE "Number" = 2""",
            """UPDATE "audit_values" SET "Values" = "Values" """,
        })
        {
            var refusal = await Record.ExceptionAsync(() => host.Journal.ChangeAsync(db => db.Statements.ExecuteAsync(statement), default));
            Assert.Contains("audit", refusal?.Message ?? "not refused", StringComparison.Ordinal);
        }

        Assert.Equal(2, (await VerifiedAsync(host)).Last);
    }

    [Fact]
    public async Task EraseAsync_OneValueOfTwo_LeavesTheOtherAndTheChain()
    {
        await using var host = await StartAsync();
        await AddAsync(host, "members/de-one", "members/de-two");

        var answer = await host.Get<AuditEraser<NotesDb>>().EraseAsync(new() { Value = "members/de-one" }, Commander, default);

        var entries = await EntriesAsync(host);
        Assert.Equal(1, answer.Count);
        Assert.Equal(["members/de-two"], entries.SelectMany(entry => entry.Values).Select(open => open.Value));
        Assert.Equal(3, (await VerifiedAsync(host)).Last);
        Assert.False(await host.Journal.ReadAsync(db => db.Set<AuditGateRow>().AnyAsync(), default));
    }

    [Fact]
    public async Task EraseAsync_ValueOfAnotherNation_IsLeft()
    {
        await using var host = await StartAsync();
        await AddAsync(host, "members/ma-one");

        var answer = await host.Get<AuditEraser<NotesDb>>().EraseAsync(new() { Value = "members/ma-one" }, Commander, default);

        Assert.Equal(0, answer.Count);
    }

    [Theory]
    [InlineData("members/de-one", 2)]
    [InlineData("members/ma-one", 0)]
    [InlineData("members/nobody", 1)]
    [InlineData("missions/one", 0)]
    [InlineData("missions/one/orders/two", 1)]
    public async Task EraseAsync_ValueThatIsNobodysInARefusal_IsErasedUnlessItIsAnothersOrCommon(string value, int count)
    {
        await using var host = await StartAsync();
        await AddAsync(host, "members/de-one", "members/ma-one");
        await host.Journal.ChangeAsync(db =>
        {
            db.Audit([Refused(host, "members/de-one"), Refused(host, "members/ma-one"), Refused(host, "members/nobody"), Refused(host, "missions/one"), Refused(host, "missions/one/orders/two")]);
            return Task.FromResult(0);
        }, default);

        var answer = await host.Get<AuditEraser<NotesDb>>().EraseAsync(new() { Value = value }, Commander, default);

        Assert.Equal(count, answer.Count);
        await VerifiedAsync(host);
    }

    [Fact]
    public async Task TrimAsync_NationWithARuleOfItsOwn_ErasesByItAndTheRestByTheGeneralOne()
    {
        await using var host = await StartAsync(("Audit:Nations:DE:Records", "10.00:00:00"), ("Audit:Retention:Records", "20.00:00:00"));
        await AddAsync(host, "members/de-old", "members/ma-old");
        host.Clock.Advance(TimeSpan.FromDays(15));
        await AddAsync(host, "members/de-new");
        var keeper = host.Get<AuditKeeper<NotesDb>>();

        await keeper.TrimAsync(default);
        var afterTen = (await EntriesAsync(host)).SelectMany(entry => entry.Values).Select(open => open.Value).ToList();
        host.Clock.Advance(TimeSpan.FromDays(6));
        await keeper.TrimAsync(default);
        var afterTwenty = (await EntriesAsync(host)).SelectMany(entry => entry.Values).Select(open => open.Value).ToList();

        Assert.Equal(["members/ma-old", "members/de-new"], afterTen);
        Assert.Equal(["members/de-new"], afterTwenty);
        await VerifiedAsync(host);
        Assert.Equal(0, await keeper.TrimAsync(default));
    }

    [Fact]
    public async Task SignDueAsync_EntriesOrTimePassed_SignsForEachNationOnceAndNotForItsOwnCheckpoints()
    {
        using var keys = new KeyFiles();
        await using var host = await StartAsync(("Audit:Keys:DE", keys.Make("DE")), ("Audit:Keys:MA", keys.Make("MA")), ("Audit:CheckpointEntries", "3"));
        var signer = host.Get<CheckpointSigner<NotesDb>>();

        await signer.SignDueAsync(default);
        await AddAsync(host, "members/de-one", "members/de-two");
        await signer.SignDueAsync(default);
        Assert.Empty((await VerifiedAsync(host)).Checkpoints);
        await AddAsync(host, "members/de-three");
        await signer.SignDueAsync(default);
        await signer.SignDueAsync(default);
        var first = await VerifiedAsync(host);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await signer.SignDueAsync(default);

        Assert.Equal(5, first.Last);
        Assert.Equal([("DE", 3), ("MA", 3)], first.Checkpoints.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value.Number)));
        Assert.Equal(5, (await VerifiedAsync(host)).Last);
    }

    [Fact]
    public async Task TakeAsync_NationsOwnSignature_IsTakenIfKeyChainAndNationAreRight()
    {
        using var keys = new KeyFiles();
        await using var host = await StartAsync(("Audit:PublicKeys:DE", keys.MakePublic("DE")));
        await AddAsync(host, "members/de-one");
        var signer = host.Get<CheckpointSigner<NotesDb>>();
        var right = keys.Sign("DE", (await EntriesAsync(host))[0]);

        await RefusedAsync("OTHER_NATION", right, checkpoint => checkpoint.Nation = "MA");
        await RefusedAsync("KEY_UNKNOWN", right, checkpoint => checkpoint.PublicKey = ByteString.CopyFrom(1, 2));
        await RefusedAsync("CHAIN_DIFFERS", right, checkpoint => checkpoint.Number = 2);
        await RefusedAsync("INVALID_FIELDS", right, checkpoint => checkpoint.Time.Seconds++);
        await signer.TakeAsync(new() { Checkpoint = right }, Auditor, default);

        Assert.Equal(1, (await VerifiedAsync(host)).Checkpoints["DE"].Number);

        async Task RefusedAsync(string reason, AuditCheckpoint checkpoint, Action<AuditCheckpoint> change)
        {
            var wrong = checkpoint.Clone();
            change(wrong);
            Assert.Equal(reason, (await Assert.ThrowsAsync<DomainException>(() => signer.TakeAsync(new() { Checkpoint = wrong }, Auditor, default))).Reason);
        }
    }

    [Fact]
    public async Task ListAsync_SmallPages_AreTheWholeInOrder()
    {
        await using var host = await StartAsync();
        await AddAsync(host, [.. Enumerable.Range(0, 1203).Select(i => $"members/de-{i:0000}")]);
        var reader = host.Get<AuditReader<NotesDb>>();
        var (numbers, token) = (new List<long>(), "");

        do
        {
            var page = await reader.ListAsync(new() { PageSize = 401, PageToken = token }, Auditor, default);
            numbers.AddRange(page.Entries.Select(entry => entry.Record.Number));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(1, 1203).Select(number => (long)number), numbers);
    }

    internal Task<NotesHost> StartAsync(params (string Key, string Value)[] settings) => NotesHost.StartAsync(store, settings: settings);

    internal static AuditDraft Draft(NotesHost host, string value)
    {
        var draft = new AuditDraft(host.Clock.GetUtcNow()) { Record = { Call = new() { Method = "taskforce.notes.v1.NoteService.GetNote" } } };
        draft.Add([(Kind.Shown, new NamedResource(value, value.Contains("/ma-", StringComparison.Ordinal) ? "MA" : "DE"))]);
        return draft;
    }

    // As of a call whose answer did not say whose it is.
    private static AuditDraft Refused(NotesHost host, string value)
    {
        var draft = new AuditDraft(host.Clock.GetUtcNow()) { Record = { Call = new() { Method = "taskforce.notes.v1.NoteService.GetNote", Code = "PERMISSION_DENIED" } } };
        draft.Add([(Kind.Asked, new NamedResource(value, ""))]);
        return draft;
    }

    internal static Task<int> AddAsync(NotesHost host, params string[] values) => host.Journal.ChangeAsync(db =>
    {
        db.Audit(values.Select(value => Draft(host, value)));
        return Task.FromResult(0);
    }, default);

    /// <summary>The whole log with every value in the clear.</summary>
    internal static Task<List<AuditEntry>> EntriesAsync(NotesHost host) => host.Journal.ReadAsync(async db =>
    {
        var values = await db.AuditValues.ToDictionaryAsync(row => row.Number);
        return (await db.AuditEntries.OrderBy(row => row.Number).ToListAsync()).ConvertAll(row =>
        {
            var entry = AuditView.For("DE", row, null);
            entry.Values.Add(values.TryGetValue(row.Number, out var kept) ? AuditView.OpenValuesOf(kept) : []);
            return entry;
        });
    }, default);

    internal static async Task<AuditVerifier> VerifiedAsync(NotesHost host)
    {
        var verifier = new AuditVerifier();
        Assert.All(await EntriesAsync(host), entry => Assert.Null(verifier.Check(entry)));
        return verifier;
    }
}

/// <inheritdoc/>
public sealed class SqliteAuditLogTests() : AuditLogTests(new SqliteTestStore());

/// <inheritdoc/>
public sealed class PostgresAuditLogTests() : AuditLogTests(new PostgresTestStore());
