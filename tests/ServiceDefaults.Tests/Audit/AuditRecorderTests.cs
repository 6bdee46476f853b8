using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Audit;

namespace TaskForce.ServiceDefaults.Tests.Audit;

public sealed class AuditRecorderTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<int> _commits = [];
    private readonly AuditRecorder _recorder;
    private TaskCompletionSource _mayCommit = new();
    private bool _isFull;

    public AuditRecorderTests() => _recorder = new(AppendAsync, _clock, NullLogger<AuditRecorder>.Instance);

    public async ValueTask DisposeAsync()
    {
        _mayCommit.TrySetResult();
        await _recorder.StopAsync(default);
        _recorder.Dispose();
    }

    [Fact]
    public async Task RecordAsync_ManyAtOnce_AreAnsweredAfterTheirCommitAndShareIt()
    {
        await _recorder.StartAsync(default);

        var first = _recorder.RecordAsync([Draft()]);
        var rest = Enumerable.Range(0, 50).Select(_ => _recorder.RecordAsync([Draft()])).ToList();
        Assert.False(first.IsCompleted);
        _mayCommit.SetResult();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(51, _commits.Sum());
        Assert.True(_commits.Count <= 2);
    }

    [Fact]
    public async Task RecordAsync_StoreIsFull_IsRefusedAndTheNextIsKept()
    {
        _mayCommit.SetResult();
        await _recorder.StartAsync(default);
        _isFull = true;

        var refusal = await Assert.ThrowsAsync<DomainException>(() => _recorder.RecordAsync([Draft()]));
        _isFull = false;
        await _recorder.RecordAsync([Draft()]);

        Assert.Equal((Fault.Unavailable, "AUDIT_UNAVAILABLE"), (refusal.Fault, refusal.Reason));
        Assert.Equal([1], _commits);
    }

    [Fact]
    public async Task RecordAsync_MayLag_IsAnsweredAtOnceAndKeptAfterTheLag()
    {
        _mayCommit.SetResult();
        await _recorder.StartAsync(default);

        Assert.True(_recorder.RecordAsync([Draft()], mayLag: true).IsCompletedSuccessfully);
        while (_commits.Count == 0)
        {
            _clock.Advance(AuditRecorder.Lag);
            await Task.Yield();
        }

        Assert.Equal([1], _commits);
    }

    [Fact]
    public async Task RecordAsync_MayLagAndTheStoreFails_OwesTheEntryAndLagsNoMore()
    {
        _mayCommit.SetResult();
        await _recorder.StartAsync(default);
        _isFull = true;
        await _recorder.RecordAsync([Draft()], mayLag: true);
        await Assert.ThrowsAsync<DomainException>(() => _recorder.RecordAsync([Draft()]));

        await Assert.ThrowsAsync<DomainException>(() => _recorder.RecordAsync([Draft()], mayLag: true));
        _isFull = false;
        await _recorder.RecordAsync([Draft()]);

        Assert.Equal([2], _commits);
    }

    [Fact]
    public async Task StopAsync_EntriesStillLag_AreKeptFirst()
    {
        _mayCommit.SetResult();
        await _recorder.StartAsync(default);
        await _recorder.RecordAsync([Draft()], mayLag: true);

        await _recorder.StopAsync(default);

        Assert.Equal([1], _commits);
    }

    // A host whose time is over, since calls took all of it, must not fail of this: what ends by an exception ends as if it had crashed.
    [Fact]
    public async Task StopAsync_HostHasNoTimeLeft_EntriesAreKeptAllTheSame()
    {
        await _recorder.StartAsync(default);
        await _recorder.RecordAsync([Draft()], mayLag: true);

        var stopping = _recorder.StopAsync(new(canceled: true));
        _mayCommit.SetResult();
        await stopping;

        Assert.Equal([1], _commits);
    }

    private AuditDraft Draft() => new(_clock.GetUtcNow());

    private async Task AppendAsync(IReadOnlyList<AuditDraft> drafts)
    {
        await _mayCommit.Task;
        if (_isFull)
        {
            throw new DomainException(Fault.Unavailable, "STORE_FULL", "Full.");
        }

        _commits.Add(drafts.Count);
    }
}
