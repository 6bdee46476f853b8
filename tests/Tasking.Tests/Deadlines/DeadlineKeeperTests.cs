using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Tests.Deadlines;

public class DeadlineKeeperTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly Notes _notes = new();

    [Fact]
    public async Task Deadline_ThatFallsDue_IsDoneOnceAndGone()
    {
        await using var app = new DeadlineApp(_clock, _notes);
        await SetAsync(app, "missions/a", _clock.GetUtcNow().AddSeconds(30));

        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("missions/a", await _notes.Done.Reader.ReadAsync(Cancellation));
        Assert.Equal(0, await JournalOf(app).ReadAsync(db => db.Deadlines.CountAsync(), Cancellation));
    }

    [Fact]
    public async Task Deadlines_ThatFellDueTogether_AreDoneInTheirOrder()
    {
        await using var app = new DeadlineApp(_clock, _notes);
        await SetAsync(app, "missions/late", _clock.GetUtcNow().AddSeconds(20));
        await SetAsync(app, "missions/early", _clock.GetUtcNow().AddSeconds(10));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("missions/early", await _notes.Done.Reader.ReadAsync(Cancellation));
        Assert.Equal("missions/late", await _notes.Done.Reader.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Deadline_ThatWasCleared_IsNotDone()
    {
        await using var app = new DeadlineApp(_clock, _notes);
        await SetAsync(app, "missions/cleared", _clock.GetUtcNow().AddSeconds(10));
        await SetAsync(app, "missions/kept", _clock.GetUtcNow().AddSeconds(20));
        await JournalOf(app).ChangeAsync(async db =>
        {
            await db.ClearDeadlineAsync(Notes.Kind, "missions/cleared");
            return true;
        }, Cancellation);

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("missions/kept", await _notes.Done.Reader.ReadAsync(Cancellation));
        Assert.False(_notes.Done.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Deadline_ClearedAndSetInOneChange_Holds()
    {
        await using var app = new DeadlineApp(_clock, _notes);
        await SetAsync(app, "missions/a", _clock.GetUtcNow().AddSeconds(10));

        await JournalOf(app).ChangeAsync(async db =>
        {
            await db.ClearDeadlineAsync(Notes.Kind, "missions/a");
            await db.SetDeadlineAsync(Notes.Kind, "missions/a", _clock.GetUtcNow().AddMinutes(1));
            return true;
        }, Cancellation);

        var kept = await JournalOf(app).ReadAsync(db => db.Deadlines.SingleAsync(), Cancellation);
        Assert.Equal(_clock.GetUtcNow().AddMinutes(1), kept.Value.DueTime);
    }

    [Fact]
    public async Task Deadline_DueWhileAPeerIsAway_IsDoneWhenItIsBack()
    {
        _notes.IsAway = true;
        await using var app = new DeadlineApp(_clock, _notes);
        await SetAsync(app, "missions/a", _clock.GetUtcNow().AddSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(11));
        await _notes.Tries.Reader.ReadAsync(Cancellation);

        _notes.IsAway = false;
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("missions/a", await _notes.Done.Reader.ReadAsync(Cancellation));
    }

    private static Journal<TaskingDb> JournalOf(DeadlineApp app) => app.Services.GetRequiredService<Journal<TaskingDb>>();

    private static Task<bool> SetAsync(DeadlineApp app, string resource, DateTimeOffset due) => JournalOf(app).ChangeAsync(async db =>
    {
        await db.SetDeadlineAsync(Notes.Kind, resource, due);
        return true;
    }, Cancellation);

    private sealed class DeadlineApp(FakeTimeProvider clock, Notes notes) : TaskingApp(new Testing.SqliteTestStore(), clock)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<IDeadlineHandler>(notes));
        }
    }

    /// <summary>Notes what was done once it is committed.</summary>
    private sealed class Notes : IDeadlineHandler
    {
        public const string Kind = "note";

        public volatile bool IsAway;

        public Channel<string> Done { get; } = Channel.CreateUnbounded<string>();

        public Channel<string> Tries { get; } = Channel.CreateUnbounded<string>();

        string IDeadlineHandler.Kind => Kind;

        public Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation)
        {
            Tries.Writer.TryWrite(deadline.Resource);
            return IsAway
                ? throw new DomainException(Fault.Unavailable, "PEER_UNAVAILABLE", "The roster does not answer; try again.")
                : Task.FromResult<Func<TaskingDb, Task>>(db =>
                {
                    db.AfterCommit(() => Done.Writer.TryWrite(deadline.Resource));
                    return Task.CompletedTask;
                });
        }
    }
}
