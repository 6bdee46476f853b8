using Microsoft.Extensions.Hosting;

namespace TaskForce.ServiceDefaults.Lifetime;

/// <summary>Stops the application when a stream ends. What is read is thrown away.</summary>
internal sealed class InputFollower(Stream input, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A read of standard input cannot be cancelled and may last as long as the process: no thread of the pool should sit in it.
        new Thread(Follow) { IsBackground = true, Name = "input" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Follow()
    {
        var buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
