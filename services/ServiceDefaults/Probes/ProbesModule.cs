using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.ServiceDefaults.Probes;

/// <summary>
/// A door for probes: cleartext HTTP/2, for the gRPC health protocol and, from the loopback, for the operator. A kubelet shows no certificate, and gets no further where the other doors ask for one.
/// </summary>
public static class ProbesModule
{
    /// <summary>The name of the door among <c>Kestrel:Endpoints</c>.</summary>
    internal const string Door = "Probes";

    /// <summary>The name to ask for whether the process is alive, whatever its store is like: a restart mends no database.</summary>
    public const string Liveness = "liveness";

    /// <summary>The name to ask for whether calls should come here: not while it is drained. The store does not count, which all replicas share.</summary>
    public const string Readiness = "readiness";

    private const string Process = "process";
    private const string Rotation = "rotation";

    private static readonly PathString Health = "/grpc.health.v1.Health";

    /// <summary>Opens the door if <c>Probes:Url</c> says where.</summary>
    public static void AddProbes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProbesOptions>().Bind(builder.Configuration.GetSection(Door)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ProbesOptions>, ProbesOptionsValidator>();
        builder.AddHealth();
        builder.Services.AddSingleton<OperatorDoor>();
        if (builder.Configuration["Probes:Url"] is { Length: > 0 } url)
        {
            builder.Configuration.AddInMemoryCollection([new($"Kestrel:Endpoints:{Door}:Url", url), new($"Kestrel:Endpoints:{Door}:Protocols", "Http2")]);
        }
    }

    /// <summary>Says by which names one may ask for health: nothing for the process and all that it needs, so do those of its services; <see cref="Liveness"/> and <see cref="Readiness"/>.</summary>
    public static void AddProbeNames(this IHostApplicationBuilder builder, IEnumerable<string> services)
    {
        builder.Services.AddGrpcHealthChecks(options =>
        {
            foreach (var name in services.Prepend(""))
            {
                options.Services.Map(name, check => check.Name != Rotation);
            }

            options.Services.Map(Liveness, check => check.Name == Process);
            options.Services.Map(Readiness, check => check.Name is Process or Rotation);
        }).AddCheck(Process, () => HealthCheckResult.Healthy()).AddCheck<RotationCheck>(Rotation);
    }

    /// <summary>Whether a call came in by this door.</summary>
    public static bool IsProbe(HttpContext context) => context.Connection.LocalPort == context.RequestServices.GetRequiredService<IOptions<ProbesOptions>>().Value.Port;

    /// <summary>Comes first: whoever comes in by this door and wants something else is told that there is nothing.</summary>
    public static void UseProbes(this WebApplication app)
    {
        var port = app.Services.GetRequiredService<IOptions<ProbesOptions>>().Value.Port;
        var (door, open) = (app.Services.GetRequiredService<OperatorDoor>(), app.Services.GetRequiredService<OpenCalls>());
        app.Use((context, next) => context.Connection.LocalPort != port ? open.RunAsync(context, next)
            : context.Request.Path.StartsWithSegments(Health) ? next(context)
            : door.AnswerAsync(context));
    }
}
