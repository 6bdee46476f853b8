using Dapr.Client;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace TaskForce.ServiceDefaults.Sidecar;

/// <summary>The Dapr sidecar beside this process, as Dapr's own variables say: <c>DAPR_GRPC_ENDPOINT</c> or <c>DAPR_GRPC_PORT</c>, and <c>DAPR_API_TOKEN</c>.</summary>
internal static class DaprSidecar
{
    // Until then each call fails although the sidecar may be back; two minutes unless set.
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(1);

    /// <summary>Where it is; null if there is none.</summary>
    /// <exception cref="InvalidOperationException">A variable is no address.</exception>
    public static Uri? Find(IConfiguration configuration)
    {
        if (configuration["DAPR_GRPC_ENDPOINT"] is { Length: > 0 } endpoint)
        {
            return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? address
                : throw new InvalidOperationException($"DAPR_GRPC_ENDPOINT must be an http or https URL, not '{endpoint}'.");
        }

        return configuration["DAPR_GRPC_PORT"] is not { Length: > 0 } port ? null
            : ushort.TryParse(port, out var number) && number > 0 ? new($"http://127.0.0.1:{number}")
            : throw new InvalidOperationException($"DAPR_GRPC_PORT must be a port, not '{port}'.");
    }

    /// <summary>A client of it.</summary>
    public static DaprClient Open(Uri address, IConfiguration configuration)
    {
        var builder = new DaprClientBuilder().UseGrpcEndpoint(address.ToString())
            .UseGrpcChannelOptions(new GrpcChannelOptions { MaxReconnectBackoff = LongestReconnect, ThrowOperationCanceledOnCancellation = true });
        return (configuration["DAPR_API_TOKEN"] is { Length: > 0 } token ? builder.UseDaprApiToken(token) : builder).Build();
    }
}

/// <summary>Adds a client of the sidecar.</summary>
public static class SidecarModule
{
    /// <summary>Adds it, once.</summary>
    /// <exception cref="InvalidOperationException">There is no sidecar, or no address of it.</exception>
    public static void AddSidecarClient(this IHostApplicationBuilder builder)
    {
        var sidecar = DaprSidecar.Find(builder.Configuration) ?? throw new InvalidOperationException("There is no sidecar: neither DAPR_GRPC_ENDPOINT nor DAPR_GRPC_PORT is set.");
        builder.Services.TryAddSingleton(all => DaprSidecar.Open(sidecar, all.GetRequiredService<IConfiguration>()));
    }
}
