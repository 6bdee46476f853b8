using Google.Rpc;
using Grpc.Core;
using TaskForce.Gateway.Refusals;
using TaskForce.Gateway.Upstreams;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Probes;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;
using V1 = Grpc.Health.V1;

namespace TaskForce.Gateway.Health;

/// <summary>The gRPC health protocol for all services: the empty name is the gateway and everything behind it, <c>liveness</c> and <c>readiness</c> are the gateway alone.</summary>
internal sealed class HealthService(UpstreamHealth upstreams, Rotation rotation, TimeProvider clock) : V1.Health.HealthBase
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, string> AreaOf =
        Contracts.Services.ToDictionary(service => service.FullName, service => Area.Of(service.File));

    public override async Task<V1.HealthCheckResponse> Check(V1.HealthCheckRequest request, ServerCallContext context)
    {
        var state = await AskAsync(request.Service, context.CancellationToken);

        return state == Serving.ServiceUnknown ? throw Unknown(request.Service).ToStatus().ToRpcException() : new() { Status = state };
    }

    /// <summary>Sends the state, and again when it differs. As the protocol has it, an unknown name is a state here and no error.</summary>
    public override async Task Watch(
        V1.HealthCheckRequest request, IServerStreamWriter<V1.HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, rotation.Moving);
        using var ticks = new PeriodicTimer(Interval, clock);
        var last = Serving.Unknown;
        try
        {
            do
            {
                var state = await AskAsync(request.Service, either.Token);
                if (state != last)
                {
                    await responseStream.WriteAsync(new() { Status = last = state }, either.Token);
                }
            }
            while (await ticks.WaitForNextTickAsync(either.Token));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            var code = context.CancellationToken.IsCancellationRequested ? StatusCode.Cancelled : StatusCode.Unavailable;
            context.Status = new(code, "The watch has ended.");
        }
    }

    private async Task<Serving> AskAsync(string service, CancellationToken cancellation)
    {
        if (service is ProbesModule.Liveness or ProbesModule.Readiness)
        {
            return service == ProbesModule.Liveness || rotation.IsIn ? Serving.Serving : Serving.NotServing;
        }

        if (service.Length > 0)
        {
            return AreaOf.TryGetValue(service, out var area)
                ? await upstreams.CheckAsync(area, service, cancellation)
                : Serving.ServiceUnknown;
        }

        var all = await upstreams.CheckAllAsync(cancellation);
        return all.Values.All(state => state == Serving.Serving) ? Serving.Serving : Serving.NotServing;
    }

    private static Refusal Unknown(string service) => new(Code.NotFound, "SERVICE_UNKNOWN", $"There is no service {service} here.");
}
