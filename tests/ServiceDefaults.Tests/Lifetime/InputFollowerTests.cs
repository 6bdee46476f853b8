using System.IO.Pipes;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.ServiceDefaults.Tests.Lifetime;

public sealed class InputFollowerTests
{
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task StartAsync_OtherEndCloses_StopsTheApplication()
    {
        using var starter = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, starter.ClientSafePipeHandle);
        var (lifetime, stopping) = Application();
        await new InputFollower(input, lifetime).StartAsync(default);
        await starter.WriteAsync("what is written is of no interest"u8.ToArray());

        Assert.False(stopping.IsCompleted);
        await starter.DisposeAsync();

        await stopping.WaitAsync(Safety);
    }

    private static (ApplicationLifetime Lifetime, Task Stopping) Application()
    {
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var stopping = new TaskCompletionSource();
        lifetime.ApplicationStopping.Register(stopping.SetResult);
        return (lifetime, stopping.Task);
    }
}
