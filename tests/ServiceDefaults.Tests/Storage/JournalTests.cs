using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>What holds for a journal in any database.</summary>
public abstract class JournalTests(TestStore store) : IDisposable
{
    private static readonly Caller Dispatcher = new("dispatcher.de", "DE", [Type.V1.Role.Dispatcher], "");

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ChangeAsync_SameRequestIdInParallel_ChangesOnceAndAnswersAlike()
    {
        await using var host = await NotesHost.StartAsync(store);
        var request = Request("first");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Add(host, request)));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await CountAsync(host));
    }

    [Fact]
    public async Task ChangeAsync_SameRequestIdAfterRestart_RepeatsTheFirstAnswer()
    {
        var request = Request("first");
        Hotspot first;
        await using (var before = await NotesHost.StartAsync(store))
        {
            first = await Add(before, request);
        }

        await using var after = await NotesHost.StartAsync(store);

        Assert.Equal(first, await Add(after, request));
        Assert.Equal(1, await CountAsync(after));
    }

    [Fact]
    public async Task ChangeAsync_SameRequestIdForAnotherRequest_IsInvalid()
    {
        await using var host = await NotesHost.StartAsync(store);
        var request = Request("first");
        await Add(host, request);

        var other = request.Clone();
        other.Hotspot.Description = "second";
        var refusal = await Assert.ThrowsAsync<DomainException>(() => Add(host, other));

        Assert.Equal((Fault.Invalid, "REQUEST_ID_REUSED"), (refusal.Fault, refusal.Reason));
    }

    [Fact]
    public async Task ChangeAsync_SameRequestIdOfAnotherCaller_IsAnotherRequest()
    {
        await using var host = await NotesHost.StartAsync(store);
        var request = Request("first");

        await Add(host, request);
        await host.Journal.ChangeAsync(request, Dispatcher with { Subject = "dispatcher.ma" }, db => AddNote(db, request), default);

        Assert.Equal(2, await CountAsync(host));
    }

    [Fact]
    public async Task ChangeAsync_RequestIdIsNotAUuid_IsInvalid()
    {
        await using var host = await NotesHost.StartAsync(store);

        var refusal = await Assert.ThrowsAsync<DomainException>(() => Add(host, new() { Hotspot = new(), RequestId = "seven" }));

        Assert.Equal("request_id", Assert.Single(refusal.Violations).Field);
    }

    [Fact]
    public async Task ChangeAsync_OneOfManyFails_TheOthersAreKeptAndTheFailedLeavesNothing()
    {
        await using var host = await NotesHost.StartAsync(store);

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            try
            {
                await host.Journal.ChangeAsync(async db =>
                {
                    var answer = await AddNote(db, Request($"note {i}"));
                    await db.SaveChangesAsync();
                    return i % 3 == 0 ? throw new DomainException(Fault.Rejected, "THIRD", "No.") : answer;
                }, default);
                return true;
            }
            catch (DomainException)
            {
                return false;
            }
        }));

        Assert.Equal(20, results.Count(kept => kept));
        Assert.Equal(20, await CountAsync(host));
        Assert.Equal(20, await host.Journal.ReadAsync(db => db.Events.CountAsync(), default));
    }

    [Fact]
    public async Task AfterCommit_KeptAndFailedChanges_HappensForTheKeptInOrderBeforeTheAnswer()
    {
        await using var host = await NotesHost.StartAsync(store);
        var happened = new List<int>();

        for (var i = 0; i < 6; i++)
        {
            var change = host.Journal.ChangeAsync(db =>
            {
                var number = i;
                db.AfterCommit(() => happened.Add(number));
                return i % 2 == 0 ? Task.FromResult(i) : throw new DomainException(Fault.Rejected, "ODD", "No.");
            }, default);
            await Record.ExceptionAsync(() => change);
            Assert.Equal((i / 2) + 1, happened.Count);
        }

        Assert.Equal([0, 2, 4], happened);
    }

    [Fact]
    public async Task SweepAsync_After25Hours_ForgetsTheAnswerAndNotBefore()
    {
        await using var host = await NotesHost.StartAsync(store);
        var request = Request("first");
        await Add(host, request);

        // What is left counts: the sweeper also runs by itself as the hours pass.
        host.Clock.Advance(TimeSpan.FromHours(24));
        await host.Sweeper.SweepAsync(default);
        Assert.Equal(1, await host.Journal.ReadAsync(db => db.Answers.CountAsync(), default));
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.Sweeper.SweepAsync(default);
        Assert.Equal(0, await host.Journal.ReadAsync(db => db.Answers.CountAsync(), default));
    }

    [Fact]
    public async Task ChangeAsync_KeyIsTaken_IsAConflictAndTheNextChangeIsMade()
    {
        await using var host = await NotesHost.StartAsync(store);
        await AddNamed(host, "notes/first");

        var refusal = await Assert.ThrowsAsync<DomainException>(() => AddNamed(host, "notes/first"));
        await AddNamed(host, "notes/second");

        Assert.Equal((Fault.Conflict, "TAKEN_MEANWHILE"), (refusal.Fault, refusal.Reason));
        Assert.Equal(2, await CountAsync(host));
    }

    [Fact]
    public async Task ChangeAsync_CatchesTheTakenKey_CanTellItFromOtherFaults()
    {
        await using var host = await NotesHost.StartAsync(store);
        await AddNamed(host, "notes/first");

        var refusal = await Assert.ThrowsAsync<DomainException>(() => host.Journal.ChangeAsync(async db =>
        {
            try
            {
                return await AddNamed(db, "notes/first");
            }
            catch (DbUpdateException taken) when (taken.IsUniqueViolation())
            {
                throw new DomainException(Fault.Conflict, "MINE", "No.");
            }
        }, default));

        Assert.Equal("MINE", refusal.Reason);
    }

    [Fact]
    public async Task ChangeAsync_RowIsGoneMeanwhile_IsAConflict()
    {
        await using var host = await NotesHost.StartAsync(store);
        await AddNamed(host, "notes/first");

        var refusal = await Assert.ThrowsAsync<DomainException>(() => host.Journal.ChangeAsync(async db =>
        {
            var row = await db.Notes.SingleAsync();
            await db.Notes.ExecuteDeleteAsync();
            row.Set(row.Value with { Text = "Too late." });
            return 0;
        }, default));

        Assert.Equal((Fault.Conflict, "CHANGED_MEANWHILE"), (refusal.Fault, refusal.Reason));
        Assert.Equal(1, await CountAsync(host));
    }

    [Fact]
    public async Task ReadAsync_ChangeInBetween_SeesOneSnapshot()
    {
        await using var host = await NotesHost.StartAsync(store);

        var (before, after) = await host.Journal.ReadAsync(async db =>
        {
            var first = await db.Notes.CountAsync();
            await AddNamed(host, "notes/first");
            return (first, await db.Notes.CountAsync());
        }, default);

        Assert.Equal((0, 0), (before, after));
        Assert.Equal(1, await CountAsync(host));
    }

    [Fact]
    public async Task RecallAsync_UnknownRequest_IsNull()
    {
        await using var host = await NotesHost.StartAsync(store);

        Assert.Null(await host.Journal.RecallAsync<Hotspot>(Request("first"), Dispatcher, default));
    }

    internal static CreateHotspotRequest Request(string text) => new() { Hotspot = new() { Description = text }, RequestId = Guid.NewGuid().ToString() };

    internal static Task<Hotspot> AddNote(NotesDb db, CreateHotspotRequest request)
    {
        var row = new NoteRow();
        row.Set(new(ResourceName.New<NoteName>(), request.Hotspot.Description));
        db.Notes.Add(row);
        var hotspot = new Hotspot { Name = row.Name };
        db.Append("notes", row.Name, new HotspotEvent { Time = new Timestamp(), Hotspot = hotspot });
        return Task.FromResult(hotspot);
    }

    private static Task<int> AddNamed(NotesHost host, string name) => host.Journal.ChangeAsync(db => AddNamed(db, name), default);

    private static async Task<int> AddNamed(NotesDb db, string name)
    {
        var row = new NoteRow();
        row.Set(new(ResourceName.Parse<NoteName>(name), ""));
        db.Notes.Add(row);
        return await db.SaveChangesAsync();
    }

    private static Task<Hotspot> Add(NotesHost host, CreateHotspotRequest request) =>
        host.Journal.ChangeAsync(request, Dispatcher, db => AddNote(db, request), default);

    private static Task<int> CountAsync(NotesHost host) => host.Journal.ReadAsync(db => db.Notes.CountAsync(), default);
}

public sealed class JournalOnSqliteTests() : JournalTests(new SqliteTestStore());

public sealed class JournalOnPostgresTests() : JournalTests(new PostgresTestStore());

public sealed class JournalOnPartitionsTests() : JournalTests(new PartitionedTestStore("events"));
