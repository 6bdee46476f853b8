using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TaskForce.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs.</summary>
public static class TelemetryModule
{
    /// <summary>The sources and meters of TaskForce all begin with it.</summary>
    private const string Ours = "TaskForce.*";

    // A trace has the path, and these have a tracker's secret in it.
    private static readonly string[] SecretPaths = ["/partners/v1/osmand/", "/partners/v1/traccar/"];

    /// <summary>
    /// Sends traces and metrics by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and shows metrics to Prometheus if <see cref="TelemetryOptions.MetricsPort"/> is; otherwise
    /// collects nothing. Outside Development logs are lines of JSON, with the ids of traces that are recorded, unless <c>Logging:Console:FormatterName</c> says otherwise.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().Bind(builder.Configuration.GetSection("Telemetry")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        // What it adds to each entry is the path, in which a tracker's secret or a member's name may be.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (!builder.Environment.IsDevelopment() && string.IsNullOrEmpty(builder.Configuration["Logging:Console:FormatterName"]))
        {
            builder.Logging.AddJsonConsole(console => (console.IncludeScopes, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }

        var sends = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var shown = builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new();
        if (!sends && shown.MetricsPort <= 0)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(NameOf(builder.Environment), serviceNamespace: "taskforce").AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Ours).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation();
                // A long time leads to the trace of one that took it.
                metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
                if (shown.MetricsPort > 0)
                {
                    metrics.AddPrometheusHttpListener(options => (options.Host, options.Port, options.ScopeInfoEnabled) = (shown.MetricsHost, shown.MetricsPort, false));
                }
            });
        if (sends)
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(Ours)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !HasSecret(context.Request.Path.Value))
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => !HasSecret(request.RequestUri?.AbsolutePath)));
            telemetry.UseOtlpExporter();
        }
    }

    // `TaskForce.Tasking` is `tasking`; OTEL_SERVICE_NAME comes first.
    private static string NameOf(IHostEnvironment environment) => environment.ApplicationName.Split('.')[^1].ToLowerInvariant();

    private static bool HasSecret(string? path) => path is not null && SecretPaths.Any(secret => path.StartsWith(secret, StringComparison.OrdinalIgnoreCase));
}
