using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Faults;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Limits;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.ServiceDefaults.Probes;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Rest;
using TaskForce.ServiceDefaults.Sidecar;
using TaskForce.ServiceDefaults.Telemetry;

namespace TaskForce.ServiceDefaults;

/// <summary>What every TaskForce service does the same way.</summary>
public static class ServiceDefaults
{
    /// <summary>The largest request a service reads: a batch of 10,000 positions has room.</summary>
    private const int MaxMessageBytes = 8 * 1024 * 1024;

    /// <summary>Adds gRPC with REST and gRPC-Web, identity, access rules, rich errors, health, reflection and telemetry.</summary>
    public static void AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        builder.AddSidecarSecrets();
        builder.Services.TryAddSingleton(TimeProvider.System);
        // The host's own setting, if there is one, as DOTNET_shutdownTimeoutSeconds.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = builder.Configuration["shutdownTimeoutSeconds"] is null ? TimeSpan.FromSeconds(4) : options.ShutdownTimeout);
        builder.AddLifetime();
        builder.AddIdentity();
        builder.AddGuardedDoors();
        builder.AddProbes();
        builder.AddTelemetry();
        builder.Services.AddSingleton<AccessRules>();
        builder.Services.AddSingleton<AuditRules>();
        builder.Services.AddSingleton<ReleaseContract>();
        builder.Services
            .AddStrictGrpc(options =>
            {
                options.MaxReceiveMessageSize = MaxMessageBytes;
                options.Interceptors.Add<FaultInterceptor>();
                // Before access: who is refused is recorded too.
                options.Interceptors.Add<AuditInterceptor>();
                options.Interceptors.Add<AccessInterceptor>();
                options.Interceptors.Add<ConditionalRequests>();
                options.Interceptors.Add<LimitInterceptor>();
            })
            // Without the registry a rich error becomes an HTTP 500.
            .AddJsonTranscoding(options =>
            {
                options.TypeRegistry = TypeRegistry.FromFiles(Google.Rpc.ErrorDetailsReflection.Descriptor);
                // As the mapping of protobuf to JSON has it: not every program reads a number of 64 bits as one.
                options.JsonSettings.WriteInt64sAsStrings = true;
            });
        builder.Services.AddGrpcReflection();
        builder.AddProbeNames(Contracts.Services.Select(service => service.FullName));
        // A probe comes every few seconds; whatever is wrong says so itself, once.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
    }

    /// <summary>Maps what <see cref="AddServiceDefaults"/> added.</summary>
    public static void MapServiceDefaults(this WebApplication app)
    {
        // Made now, so that a method without a rule, or a field that nobody has thought about, stops the start and not the first call.
        app.Services.GetRequiredService<AccessRules>();
        app.Services.GetRequiredService<AuditRules>();
        app.Services.GetRequiredService<ReleaseContract>();
        app.UseProbes();
        app.UseAuthentication();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.MapGrpcHealthChecksService();
        if (app.Environment.IsDevelopment())
        {
            app.MapGrpcReflectionService();
        }
    }
}
