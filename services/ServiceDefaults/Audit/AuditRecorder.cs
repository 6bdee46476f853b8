using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>
/// Puts the entries of reads on disk, many in one change: those that come while one is under way share the next. Whoever may lag does not wait, until the
/// store is in trouble or too many lag. Thread safe.
/// </summary>
/// <param name="append">Adds entries to the chain in one change.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class AuditRecorder(Func<IReadOnlyList<AuditDraft>, Task> append, TimeProvider clock, ILogger<AuditRecorder> log) : IHostedService, IDisposable
{
    private const int MostTogether = 1000;
    private const int MostLagging = 2000;

    /// <summary>How long an entry that may lag waits for others to share its commit with.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(50);

    // Calls that do not end may have taken all the time that a stopping host gives.
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    private readonly Channel<Pending> _waiting = Channel.CreateUnbounded<Pending>(new() { SingleReader = true });
    private readonly SemaphoreSlim _hurry = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;
    private List<Pending> _owed = [];
    private int _lagging;
    private volatile bool _isBehind;

    /// <summary>Records entries; they are on disk when this returns, unless they may lag.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if they cannot be kept: then nothing may be answered.</exception>
    public Task RecordAsync(IReadOnlyList<AuditDraft> drafts, bool mayLag = false)
    {
        var pending = new Pending(drafts, mayLag && !_isBehind && Volatile.Read(ref _lagging) < MostLagging);
        if (!_waiting.Writer.TryWrite(pending))
        {
            throw new DomainException(Fault.Unavailable, "STOPPING", "The service is stopping; try again.");
        }

        if (pending.Lags)
        {
            Interlocked.Increment(ref _lagging);
            return Task.CompletedTask;
        }

        _hurry.Release();
        return pending.Kept.Task;
    }

    /// <summary>Waits until all that was recorded before is on disk.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if it cannot be kept now.</exception>
    public Task FlushAsync() => RecordAsync([]);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = Task.Run(WorkAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    // What was answered is kept also when the service stops; the writer stops after this.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A host may stop twice.
        if (_waiting.Writer.TryComplete())
        {
            await _stopping.CancelAsync();
        }

        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _work.WaitAsync(LastMoment, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_work.IsCompletedSuccessfully)
        {
            LogLeft(Volatile.Read(ref _lagging));
        }
    }

    public void Dispose()
    {
        _hurry.Dispose();
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await WaitForOthersAsync(_stopping.Token);
            await KeepAsync(Take());
        }

        if (_owed.Count > 0)
        {
            await KeepAsync([]);
        }
    }

    private async Task WaitForOthersAsync(CancellationToken stopping)
    {
        if (_hurry.CurrentCount > 0)
        {
            return;
        }

        using var timer = new CancellationTokenSource(Lag, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        try
        {
            await _hurry.WaitAsync(either.Token);
            _hurry.Release();
        }
        catch (OperationCanceledException)
        {
            // Nobody is in a hurry.
        }
    }

    private List<Pending> Take()
    {
        var taken = new List<Pending>();
        while (taken.Count < MostTogether && _waiting.Reader.TryRead(out var pending))
        {
            taken.Add(pending);
            if (!pending.Lags)
            {
                _hurry.Wait();
            }
        }

        return taken;
    }

    private async Task KeepAsync(List<Pending> taken)
    {
        List<Pending> all = [.. _owed, .. taken];
        try
        {
            await append([.. all.SelectMany(pending => pending.Drafts)]);
            Interlocked.Add(ref _lagging, -all.Count(pending => pending.Lags));
            (_owed, _isBehind) = ([], false);
            all.ForEach(pending => pending.Kept.TrySetResult());
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // What was answered before it was kept is owed, and tried again with the next; until then nobody lags.
            _owed = [.. all.Where(pending => pending.Lags)];
            _isBehind = true;
            LogNotKept(all.Count, _owed.Count, fault.Message);
            var refusal = new DomainException(Fault.Unavailable, "AUDIT_UNAVAILABLE", "The audit log cannot be written now, and nothing is shown that is not in it; try again.");
            all.ForEach(pending => pending.Kept.TrySetException(refusal));
        }
    }

    [LoggerMessage(LogLevel.Error, "The audit entries of {Count} calls could not be kept, {Owed} of them answered already and tried again with the next: {Reason}")]
    private partial void LogNotKept(int count, int owed, string reason);

    [LoggerMessage(LogLevel.Error, "The service ends before the audit entries of {Count} answered calls are on disk")]
    private partial void LogLeft(int count);

    private sealed class Pending(IReadOnlyList<AuditDraft> drafts, bool lags)
    {
        public IReadOnlyList<AuditDraft> Drafts => drafts;

        public bool Lags => lags;

        public TaskCompletionSource Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
