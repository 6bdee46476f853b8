using Grpc.Core;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>
/// A stream in the audit log: that it began, before anything leaves; every so often whom it showed for the first time; and that it ended. So a watch of ten
/// thousand units is not an entry for each position. Thread safe.
/// </summary>
internal sealed class AuditedStream(AuditedCall call, AuditRecorder recorder, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How often whom it showed is noted.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<NamedResource> _seen = [];
    private List<NamedResource> _fresh = [];
    private AuditDraft? _began;
    private Task? _beginning;
    private ITimer? _timer;
    private volatile DomainException? _failed;
    private long _requests;
    private long _responses;

    public AuditedCall Call => call;

    /// <summary>Whether names are left alone.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>A message came.</summary>
    public Task ReceivedAsync()
    {
        Interlocked.Increment(ref _requests);
        return BeginAsync();
    }

    /// <summary>A message is about to leave.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if that cannot be recorded.</exception>
    public async Task SendingAsync(object message)
    {
        await BeginAsync();
        Interlocked.Increment(ref _responses);
        if (!CountsOnly && Note(message) >= AuditedCall.MostNames)
        {
            await FlushAsync();
        }

        if (_failed is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>The entries that tell of the end.</summary>
    public IReadOnlyList<AuditDraft> End(string code, string reason)
    {
        if (_began is not { } began)
        {
            return call.Drafts([], code, reason);
        }

        var parts = TakeFresh().Chunk(AuditedCall.MostNames).ToList();
        return [.. parts.SkipLast(1).Select(part => WithCounts(call.Showed(part), began)), WithCounts(call.Ended(parts.LastOrDefault([]), code, reason), began)];
    }

    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task BeginAsync()
    {
        lock (_gate)
        {
            return _beginning ??= RecordBeginningAsync();
        }
    }

    private async Task RecordBeginningAsync()
    {
        var began = call.Began();
        await recorder.RecordAsync([began]);
        _began = began;
        _timer = CountsOnly ? null : clock.CreateTimer(_ => _ = FlushAsync(), null, Interval, Interval);
    }

    private int Note(object message)
    {
        var shown = call.ShownBy(message);
        lock (_gate)
        {
            _fresh.AddRange(shown.Where(_seen.Add));
            return _fresh.Count;
        }
    }

    private List<NamedResource> TakeFresh()
    {
        lock (_gate)
        {
            var fresh = _fresh;
            _fresh = [];
            return fresh;
        }
    }

    private async Task FlushAsync()
    {
        if (TakeFresh() is not { Count: > 0 } fresh)
        {
            return;
        }

        try
        {
            await recorder.RecordAsync([.. fresh.Chunk(AuditedCall.MostNames).Select(part => WithCounts(call.Showed(part), _began!))]);
        }
        catch (DomainException refusal)
        {
            // They left before they could be recorded: the end of the stream, which comes now, tells of them.
            lock (_gate)
            {
                _fresh.InsertRange(0, fresh);
            }

            _failed = refusal;
        }
    }

    private AuditDraft WithCounts(AuditDraft draft, AuditDraft began)
    {
        (draft.Record.Call.Began, draft.Record.Call.Requests, draft.Record.Call.Responses) =
            (began.Record.Number, Interlocked.Read(ref _requests), Interlocked.Read(ref _responses));
        return draft;
    }
}

/// <summary>Tells of what a stream brings.</summary>
internal sealed class AuditedReader<T>(IAsyncStreamReader<T> inner, AuditedStream stream) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!await inner.MoveNext(cancellationToken))
        {
            return false;
        }

        await stream.ReceivedAsync();
        return true;
    }
}

/// <summary>Tells of what a stream sends.</summary>
internal sealed class AuditedWriter<T>(IServerStreamWriter<T> inner, AuditedStream stream) : IServerStreamWriter<T> where T : class
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        await stream.SendingAsync(message);
        await inner.WriteAsync(message, cancellationToken);
    }
}
