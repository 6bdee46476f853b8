using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.Upstreams;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Peers;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;
using V1 = Grpc.Health.V1;

namespace TaskForce.Gateway.Health;

/// <summary>Asks the services how they are. Nothing is kept: each answer is as of now.</summary>
internal sealed class UpstreamHealth(IOptions<UpstreamsOptions> options, IOptions<HealthOptions> health, PeerTls tls, IServiceProvider services, TimeProvider clock) : IDisposable
{
    private readonly TimeSpan _patience = health.Value.UpstreamPatience;

    private readonly Dictionary<string, GrpcChannel> _channels = options.Value.ToDictionary(
        upstream => upstream.Key.ToLowerInvariant(), upstream => Open(upstream.Value.Grpc, tls, ClockHandler.Of(upstream.Key.ToLowerInvariant(), services)));

    /// <summary>What each service says of itself as a whole, by area.</summary>
    public async Task<IReadOnlyDictionary<string, Serving>> CheckAllAsync(CancellationToken cancellation)
    {
        var areas = _channels.Keys.Order().ToArray();
        var answers = await Task.WhenAll(areas.Select(area => CheckAsync(area, "", cancellation)));
        return areas.Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>What an area's service says of one of its gRPC services; a silent one is not serving.</summary>
    public async Task<Serving> CheckAsync(string area, string service, CancellationToken cancellation)
    {
        try
        {
            var client = new V1.Health.HealthClient(_channels[area]);
            var deadline = (clock.GetUtcNow() + _patience).UtcDateTime;
            var answer = await client.CheckAsync(new() { Service = service }, deadline: deadline, cancellationToken: cancellation);
            return answer.Status;
        }
        catch (RpcException refusal) when (!cancellation.IsCancellationRequested)
        {
            return refusal.StatusCode == StatusCode.NotFound ? Serving.ServiceUnknown : Serving.NotServing;
        }
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }
    }

    // A deadline bounds each question, the connecting included. A client and not only a handler: with that the channel would wait up to two minutes
    // before it looks again for a service that was away.
    private static GrpcChannel Open(string address, PeerTls tls, ClockHandler clocks)
    {
        // A host that is gone without a word is found out within seconds, and another address of the name is asked.
        clocks.InnerHandler = new SocketsHttpHandler
        {
            SslOptions = tls.ForCalls(),
            KeepAlivePingDelay = TimeSpan.FromSeconds(3),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        };
        return GrpcChannel.ForAddress(address, new() { HttpClient = new(clocks) { Timeout = Timeout.InfiniteTimeSpan }, DisposeHttpClient = true });
    }
}
