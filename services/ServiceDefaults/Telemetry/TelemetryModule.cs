using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace TaskForce.ServiceDefaults.Telemetry;

/// <summary>Traces and metrics.</summary>
public static class TelemetryModule
{
    // A trace has the path, and these have a tracker's secret in it.
    private static readonly string[] SecretPaths = ["/partners/v1/osmand/", "/partners/v1/traccar/"];

    /// <summary>Sends traces and metrics by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise collects nothing.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !HasSecret(context.Request.Path.Value))
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => !HasSecret(request.RequestUri?.AbsolutePath)))
            .WithMetrics(metrics => metrics.AddMeter("TaskForce.*").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation())
            .UseOtlpExporter();
    }

    private static bool HasSecret(string? path) => path is not null && SecretPaths.Any(secret => path.StartsWith(secret, StringComparison.OrdinalIgnoreCase));
}
