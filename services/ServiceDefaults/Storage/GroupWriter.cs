using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Audit;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// The one writer of this process. Changes that arrive while a commit is on its way to the disk share the next one, so that the cost of
/// a sync is divided among them; each is guarded by a savepoint, so that one that fails takes none with it.
/// </summary>
internal sealed partial class GroupWriter<TDb>(
    IStore<TDb> store, IOptions<StoreOptions> options, StoreCondition condition, StoreMetrics metrics, ILogger<GroupWriter<TDb>> log) : BackgroundService
    where TDb : ServiceDb
{
    private const string Savepoint = "change";
    private const int MostAttempts = 5;

    private readonly Channel<Change<TDb>> _waiting = Channel.CreateBounded<Change<TDb>>(
        new BoundedChannelOptions(options.Value.MaxWaiting) { SingleReader = true });

    private Session<TDb>? _session;

    public Task<T> EnqueueAsync<T>(Func<TDb, Task<T>> run, CancellationToken cancellation) => metrics.TimeAsync(RunAsync(run, cancellation));

    private async Task<T> RunAsync<T>(Func<TDb, Task<T>> run, CancellationToken cancellation)
    {
        var change = new Change<TDb, T>(run);
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
        condition.Open();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await CommitGroupAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Take(int.MaxValue).ForEach(change => change.Fail(Stopping()));
        }
        finally
        {
            _session?.Dispose();
        }
    }

    private async Task CommitGroupAsync(CancellationToken stopping)
    {
        var group = new List<Change<TDb>>();
        var committing = false;
        try
        {
            _session ??= await store.OpenAsync(stopping);
            await using var transaction = await store.BeginChangesAsync(_session, stopping);
            while (group.Count < options.Value.MaxGroup && _waiting.Reader.TryRead(out var change))
            {
                group.Add(change);
                await RunAsync(change, _session, transaction, group);
            }

            await AuditAsync(_session, transaction, [.. group.Where(change => !change.HasFailed).SelectMany(change => change.Drafts)]);
            committing = true;
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is DbException || _session is { IsLost: true })
        {
            var isDoubtful = committing && (_session is { IsLost: true } || fault.MayHaveHappened());
            var refusal = (condition.Note(fault) ?? condition.Trouble)?.Refuse(isDoubtful) ?? Unavailable(group.Count, isDoubtful, fault);
            var refused = group.Count > 0 ? group : Take(options.Value.MaxGroup);
            refused.ForEach(change => change.Fail(refusal));
            _session?.Dispose();
            _session = null;
            return;
        }

        var kept = group.Where(change => !change.HasFailed).ToList();
        if (kept.Count > 0)
        {
            condition.Recover();
        }

        store.Announce(kept.SelectMany(change => change.Events).Concat(kept.Any(change => change.Drafts.Count > 0) ? [AuditFollower.Added] : []));
        foreach (var consequence in kept.SelectMany(change => change.Consequences))
        {
            consequence();
        }

        kept.ForEach(change => change.Succeed());
    }

    // Once for all: a change that failed has left no gap in the chain.
    private async Task AuditAsync(Session<TDb> session, DbTransaction transaction, IReadOnlyList<AuditDraft> drafts)
    {
        if (drafts.Count > 0)
        {
            await session.ChangeAsync(transaction, db => new AuditLedger(db.Statements, store.Service).AppendAsync(drafts));
        }
    }

    private async Task RunAsync(Change<TDb> change, Session<TDb> session, DbTransaction transaction, object batch)
    {
        for (var attempt = 1; !await TryAsync(change, attempt == MostAttempts, session, transaction, batch); attempt++)
        {
        }
    }

    // False means once more.
    private async Task<bool> TryAsync(Change<TDb> change, bool isLast, Session<TDb> session, DbTransaction transaction, object batch)
    {
        await transaction.SaveAsync(Savepoint);
        try
        {
            await session.ChangeAsync(transaction, async db =>
            {
                db.Batch = batch;
                db.Database.AutoSavepointsEnabled = false;
                await change.RunAsync(db);
            });
            await transaction.ReleaseAsync(Savepoint);
            return true;
        }
        catch (Exception fault) when (!session.IsLost)
        {
            var isOver = isLast || !fault.IsPassing();
            if (isOver)
            {
                // First, because a full disk ends the whole transaction and then the savepoint is gone.
                condition.Note(fault);
                change.Fail(fault.ToAnswer());
            }

            await transaction.RollbackAsync(Savepoint);
            await transaction.ReleaseAsync(Savepoint);
            return isOver;
        }
    }

    private List<Change<TDb>> Take(int most)
    {
        var taken = new List<Change<TDb>>();
        while (taken.Count < most && _waiting.Reader.TryRead(out var change))
        {
            taken.Add(change);
        }

        return taken;
    }

    private static DomainException Stopping() => new(Fault.Unavailable, "STOPPING", "The service is stopping; try again.");

    private DomainException Unavailable(int count, bool isDoubtful, Exception fault)
    {
        LogCommitFailed(log, count, fault);
        return new(Fault.Unavailable, "STORE_UNAVAILABLE", isDoubtful
            ? "The store was lost while it was writing; ask again with the same request_id to learn whether it was done."
            : "The store cannot write now; nothing was changed.");
    }

    [LoggerMessage(LogLevel.Error, "A commit of {Count} changes failed; their callers were told so")]
    private static partial void LogCommitFailed(ILogger log, int count, Exception fault);
}
