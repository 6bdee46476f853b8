using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Probes;

/// <summary>
/// A door for probes: cleartext HTTP/2, for the gRPC health protocol and nothing else. A kubelet shows no certificate, and gets no further where the other doors ask for one.
/// </summary>
internal static class ProbesModule
{
    /// <summary>The name of the door among <c>Kestrel:Endpoints</c>.</summary>
    public const string Door = "Probes";

    /// <summary>The name to ask for whether the process is alive, whatever its store is like: a restart mends no database.</summary>
    public const string Liveness = "liveness";

    private static readonly PathString Health = "/grpc.health.v1.Health";

    /// <summary>Opens the door if <c>Probes:Url</c> says where.</summary>
    public static void AddProbes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProbesOptions>().Bind(builder.Configuration.GetSection(Door)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ProbesOptions>, ProbesOptionsValidator>();
        if (builder.Configuration["Probes:Url"] is { Length: > 0 } url)
        {
            builder.Configuration.AddInMemoryCollection([new($"Kestrel:Endpoints:{Door}:Url", url), new($"Kestrel:Endpoints:{Door}:Protocols", "Http2")]);
        }
    }

    /// <summary>Comes first: whoever comes in by this door and wants something else is told that there is nothing.</summary>
    public static void UseProbes(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProbesOptions>>().Value.Port is { } port)
        {
            app.Use((context, next) => context.Connection.LocalPort != port || context.Request.Path.StartsWithSegments(Health) ? next(context) : RefuseAsync(context));
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
