using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.ServiceDefaults.Tests.Lifetime;

public sealed class InputFollowerTests
{
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task StartAsync_InputEnds_StopsTheApplicationThenAndNotBefore()
    {
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStopping.Register(stopping.SetResult);
        var stoppedAtRead = new List<bool>();
        using var input = new Input(chunks: 3, onRead: () => stoppedAtRead.Add(lifetime.ApplicationStopping.IsCancellationRequested));

        await new InputFollower(input, lifetime).StartAsync(default);
        await stopping.Task.WaitAsync(Safety);

        Assert.Equal([false, false, false, false], stoppedAtRead);
    }

    /// <summary>Some chunks of no interest, then the end.</summary>
    private sealed class Input(int chunks, Action onRead) : MemoryStream
    {
        private int _left = chunks;

        public override int Read(Span<byte> buffer)
        {
            onRead();
            return _left-- > 0 ? 1 : 0;
        }
    }
}
