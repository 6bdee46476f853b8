using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// The one writer of a SQLite file. Changes that arrive while a commit is on its way to the disk share the next one, so that the
/// cost of a sync is divided among them; each is guarded by a savepoint, so that one that fails takes none with it.
/// </summary>
internal sealed partial class GroupWriter<TDb>(
    SqliteStore<TDb> store, EventFeed feed, IOptions<StoreOptions> options, ILogger<GroupWriter<TDb>> log) : BackgroundService
    where TDb : ServiceDb
{
    private const string Savepoint = "change";

    private readonly Channel<Change> _waiting = Channel.CreateBounded<Change>(
        new BoundedChannelOptions(options.Value.MaxWaiting) { SingleReader = true });

    public async Task<T> EnqueueAsync<T>(Func<TDb, Task<T>> run, CancellationToken cancellation)
    {
        var change = new Change<T>(run);
        try
        {
            await _waiting.Writer.WriteAsync(change, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw Stopping();
        }

        return await change.Result.WaitAsync(cancellation);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var session = store.Open();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await CommitGroupAsync(session);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            RefuseTheRest();
        }
    }

    private async Task CommitGroupAsync(SqliteStore<TDb>.Session session)
    {
        var done = new List<Change>();
        try
        {
            await using var transaction = session.Connection.BeginTransaction();
            while (done.Count < options.Value.MaxGroup && _waiting.Reader.TryRead(out var change))
            {
                if (await TryAsync(change, session, transaction))
                {
                    done.Add(change);
                }
            }

            transaction.Commit();
        }
        catch (SqliteException fault)
        {
            LogCommitFailed(log, done.Count, fault);
            done.ForEach(change => change.Fail(new DomainException(Fault.Unavailable, "STORE_UNAVAILABLE", "The store cannot write now; nothing was changed.")));
            return;
        }

        feed.Publish(done.SelectMany(change => change.Events));
        foreach (var consequence in done.SelectMany(change => change.Consequences))
        {
            consequence();
        }

        done.ForEach(change => change.Succeed());
    }

    private static async Task<bool> TryAsync(Change change, SqliteStore<TDb>.Session session, SqliteTransaction transaction)
    {
        transaction.Save(Savepoint);
        try
        {
            await using var db = session.Context();
            db.Database.AutoSavepointsEnabled = false;
            await db.Database.UseTransactionAsync(transaction);
            await change.RunAsync(db);
            transaction.Release(Savepoint);
            return true;
        }
        catch (Exception fault)
        {
            // First, because a full disk ends the whole transaction and then the savepoint is gone.
            change.Fail(fault);
            transaction.Rollback(Savepoint);
            transaction.Release(Savepoint);
            return false;
        }
    }

    private void RefuseTheRest()
    {
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out var change))
        {
            change.Fail(Stopping());
        }
    }

    private static DomainException Stopping() => new(Fault.Unavailable, "STOPPING", "The service is stopping; try again.");

    [LoggerMessage(LogLevel.Error, "A commit of {Count} changes failed; their callers were told that nothing changed")]
    private static partial void LogCommitFailed(ILogger log, int count, Exception fault);

    private abstract class Change
    {
        public IReadOnlyList<EventRow> Events { get; protected set; } = [];

        public IReadOnlyList<Action> Consequences { get; protected set; } = [];

        public abstract Task RunAsync(TDb db);

        public abstract void Succeed();

        public abstract void Fail(Exception fault);
    }

    private sealed class Change<T>(Func<TDb, Task<T>> run) : Change
    {
        // The writer must not run its callers' continuations.
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;

        public Task<T> Result => _result.Task;

        public override async Task RunAsync(TDb db)
        {
            _value = await run(db);
            await db.SaveChangesAsync();
            (Events, Consequences) = (db.Appended, db.Consequences);
        }

        public override void Succeed() => _result.TrySetResult(_value!);

        public override void Fail(Exception fault) => _result.TrySetException(fault);
    }
}
