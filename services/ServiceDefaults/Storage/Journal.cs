using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Audit;
using Records = TaskForce.Type.V1.Audit.Types.Records;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// The way into a service's store. Each change, its events, its answer and its entry in the audit log are one
/// transaction, on disk before the caller is
/// answered. Thread safe.
/// </summary>
public sealed class Journal<TDb> where TDb : ServiceDb
{
    private readonly IStore<TDb> _store;
    private readonly GroupWriter<TDb> _writer;
    private readonly TimeProvider _clock;

    internal Journal(IStore<TDb> store, GroupWriter<TDb> writer, TimeProvider clock) => (_store, _writer, _clock) = (store, writer, clock);

    /// <summary>Makes a change on behalf of a request. A request whose id was answered before gets that answer, and nothing changes.</summary>
    /// <param name="request">The request; its <c>request_id</c> may be empty.</param>
    /// <param name="caller">Whose request it is.</param>
    /// <param name="change">The change. It runs alone, may run after the caller has gone, and must not wait for anything but the store; it may run again if
    /// the store was in the way.</param>
    /// <param name="cancellation">Ends the wait, not the change.</param>
    /// <exception cref="DomainException">What <paramref name="change"/> throws; then nothing was changed.</exception>
    public Task<TResponse> ChangeAsync<TResponse>(
        IMessage request, Caller caller, Func<TDb, Task<TResponse>> change, CancellationToken cancellation)
        where TResponse : IMessage<TResponse>, new()
    {
        var question = Question.Of(request, caller);
        Func<TDb, Task<TResponse>> once = question is null ? change : db => AnswerOnceAsync(db, question, change);
        return ChangeAsync(AuditedCall.Current is { Rule.Records: Records.Change } call ? db => AuditAsync(db, call, once) : once, cancellation);
    }

    /// <summary>Makes a change that no request asked for: a deadline, an arrival.</summary>
    public Task<T> ChangeAsync<T>(Func<TDb, Task<T>> change, CancellationToken cancellation) => _writer.EnqueueAsync(change, cancellation);

    /// <summary>The answer that was given to a request before, or null: lets a method skip the questions it would ask other services.</summary>
    public async Task<TResponse?> RecallAsync<TResponse>(IMessage request, Caller caller, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        var question = Question.Of(request, caller);
        return question is null ? null : await ReadAsync(async db =>
            await db.Ledger.FindAsync(question) is { } known ? question.Recall<TResponse>(known) : null, cancellation);
    }

    /// <summary>Reads from one snapshot of the store.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if the store cannot be reached; besides what <paramref name="read"/> throws.</exception>
    public Task<T> ReadAsync<T>(Func<TDb, Task<T>> read, CancellationToken cancellation) => _store.ReadAsync(read, cancellation);

    /// <summary>
    /// Sees to it that what was deleted is not left in SQLite's write-ahead log, unless somebody reads just then. PostgreSQL reuses the room when it vacuums, and keeps its
    /// write-ahead log as it is told to.
    /// </summary>
    public Task ScrubAsync(CancellationToken cancellation) => _store.ScrubAsync(cancellation);

    // In the same transaction: there is no change without its entry, and none in the log that was not made.
    private static async Task<TResponse> AuditAsync<TResponse>(TDb db, AuditedCall call, Func<TDb, Task<TResponse>> change)
    {
        // The writer runs it, not the call.
        AuditedCall.Current = call;
        var answer = await change(db);
        db.Audit(call.Drafts(call.ShownBy(answer)));
        db.AfterCommit(() => call.IsKept = true);
        return answer;
    }

    private async Task<TResponse> AnswerOnceAsync<TResponse>(TDb db, Question question, Func<TDb, Task<TResponse>> change)
        where TResponse : IMessage<TResponse>, new()
    {
        if (await db.Ledger.FindAsync(question) is { } known)
        {
            return question.Recall<TResponse>(known);
        }

        var answer = await change(db);
        await db.Ledger.RememberAsync(question.Remember(answer, _clock.GetUtcNow()));
        return answer;
    }
}
