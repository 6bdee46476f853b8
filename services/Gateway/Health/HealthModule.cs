using TaskForce.ServiceDefaults.Faults;
using TaskForce.ServiceDefaults.Health;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TaskForce.Gateway.Health;

/// <summary>Probes, over gRPC and over HTTP; none needs a token.</summary>
internal static class HealthModule
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        // The framework's answer to an unknown service has no reason in it; ours has.
        builder.Services.AddStrictGrpc(options => options.IgnoreUnknownServices = true);
        builder.Services.AddSingleton<UpstreamHealth>();
        builder.Services.AddSingleton<IHealthSource, UpstreamFindings>();
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGrpcService<HealthService>().EnableGrpcWeb();
        app.MapGet("/healthz", () => Results.Json(new { status = "SERVING" })).DisableRateLimiting();
        app.MapGet("/readyz", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(UpstreamHealth upstreams, CancellationToken cancellation)
    {
        var states = await upstreams.CheckAllAsync(cancellation);
        var ready = states.Values.All(state => state == Serving.Serving);
        var status = WireName.Of(ready ? Serving.Serving : Serving.NotServing);
        var upstreamStates = states.ToDictionary(entry => entry.Key, entry => WireName.Of(entry.Value));
        return Results.Json(
            new { status, upstreams = upstreamStates },
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
