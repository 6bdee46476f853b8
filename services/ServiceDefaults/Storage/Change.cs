using System.Diagnostics;
using TaskForce.ServiceDefaults.Audit;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A change that waits for the writer, and whoever waits for the change.</summary>
internal abstract class Change<TDb> where TDb : ServiceDb
{
    // The call that asked for it.
    private readonly Activity? _trace = Activity.Current;

    public IReadOnlyList<EventRow> Events { get; private set; } = [];

    public IReadOnlyList<Action> Consequences { get; private set; } = [];

    public IReadOnlyList<AuditDraft> Drafts { get; private set; } = [];

    public bool HasFailed { get; private set; }

    /// <summary>Makes the change; it is as good as not made until the transaction is committed, and may be made again.</summary>
    public async Task RunAsync(TDb db)
    {
        // The writer runs it, in the trace of that call.
        Activity.Current = _trace;
        await MakeAsync(db);
        await db.SaveChangesAsync();
        await db.WriteLogAsync();
        (Events, Consequences, Drafts) = (db.Appended, db.Consequences, db.Drafts);
    }

    public abstract void Succeed();

    public void Fail(Exception fault)
    {
        HasFailed = true;
        Answer(fault);
    }

    protected abstract Task MakeAsync(TDb db);

    protected abstract void Answer(Exception fault);
}

/// <summary>A change with a result.</summary>
internal sealed class Change<TDb, T>(Func<TDb, Task<T>> make) : Change<TDb> where TDb : ServiceDb
{
    // The writer must not run its callers' continuations.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public Task<T> Result => _result.Task;

    public override void Succeed() => _result.TrySetResult(_value!);

    protected override async Task MakeAsync(TDb db) => _value = await make(db);

    protected override void Answer(Exception fault) => _result.TrySetException(fault);
}
