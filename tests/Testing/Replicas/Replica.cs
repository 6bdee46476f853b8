using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace TaskForce.Testing.Replicas;

/// <summary>One process of a service that has several, at an address of its own.</summary>
public sealed class Replica : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ServiceProcess _process;
    private readonly Uri _door;

    internal Replica(string service, string address, Uri door, ServiceProcess process) => (Service, Address, _door, _process) = (service, address, door, process);

    /// <summary>Which service it is, for example <c>Tasking</c>.</summary>
    public string Service { get; }

    /// <summary>Where it is.</summary>
    public string Address { get; }

    /// <summary>What it has warned of.</summary>
    public IReadOnlyList<string> Warnings => _process.Warnings;

    /// <summary>Probes it as a kubelet does, until it serves.</summary>
    /// <exception cref="InvalidOperationException">It does not within two minutes.</exception>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        using var channel = GrpcChannel.ForAddress(_door);
        var health = new Health.HealthClient(channel);
        var began = TimeProvider.System.GetTimestamp();
        while (!await ServesAsync(health, cancellation))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"{Service} at {Address} does not get ready: {string.Join('\n', Warnings)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end, and waits until it has; its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        await _process.StopAsync();
        return await _process.ExitAsync(cancellation);
    }

    public void Dispose() => _process.Dispose();

    private static async Task<bool> ServesAsync(Health.HealthClient health, CancellationToken cancellation)
    {
        try
        {
            var answer = await health.CheckAsync(new(), deadline: TimeProvider.System.GetUtcNow().AddSeconds(5).UtcDateTime, cancellationToken: cancellation);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
