using Microsoft.Extensions.Time.Testing;

namespace TaskForce.Client.Tests.Watches;

public sealed class RetriesTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new();
    private readonly Retries _retries;

    public RetriesTests() => _retries = new(_clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_NobodySaysAnything_IsAsLongAsItShould()
    {
        var wait = _retries.WaitAsync(TimeSpan.Zero, Pause, Cancellation);

        _clock.Advance(Pause - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await wait;
    }

    [Fact]
    public async Task Wait_TheNetworkIsBack_EndsSoonButNotForAllAtOnce()
    {
        var wait = _retries.WaitAsync(TimeSpan.Zero, Pause, Cancellation);

        _retries.TryNow();
        await PassAsync(wait);
    }

    [Fact]
    public void Wait_TheServerAskedForTime_IsNotShorterThanThat()
    {
        var wait = _retries.WaitAsync(Pause, Pause, Cancellation);

        _retries.TryNow();
        _clock.Advance(Pause - TimeSpan.FromMilliseconds(1));

        Assert.False(wait.IsCompleted);
    }

    [Fact]
    public async Task TryNow_AgainWithinASecond_EndsTheWaitWhenThatIsOver()
    {
        _retries.TryNow();
        var second = _retries.WaitAsync(TimeSpan.Zero, Pause, Cancellation);

        _retries.TryNow();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(second.IsCompleted);
        await PassAsync(second);
    }

    [Fact]
    public async Task Wait_Cancelled_IsSoAtOnce()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var wait = _retries.WaitAsync(TimeSpan.Zero, Pause, end.Token);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    // The second wait begins on another thread: time passes until it has.
    private async Task PassAsync(Task wait)
    {
        var begun = _clock.GetUtcNow();
        while (!wait.IsCompleted)
        {
            Assert.True(_clock.GetUtcNow() - begun <= Soon, "It waits although the network is back.");
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }

        await wait;
    }
}
