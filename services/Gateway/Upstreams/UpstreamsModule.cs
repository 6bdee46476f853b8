using System.Net;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.Devices;
using TaskForce.Gateway.Intake;
using TaskForce.ServiceDefaults.Peers;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TaskForce.Gateway.Upstreams;

/// <summary>Passes calls on to the services.</summary>
internal static class UpstreamsModule
{
    public static void AddUpstreams(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<UpstreamsOptions>, UpstreamsOptionsValidator>();
        builder.Services.AddOptions<UpstreamsOptions>().Bind(builder.Configuration.GetSection("Upstreams")).ValidateOnStart();
        builder.Services.AddSingleton<IProxyConfigProvider>(services => new InMemoryConfigProvider(
            UpstreamRoutes.Routes, UpstreamRoutes.Clusters(services.GetRequiredService<IOptions<UpstreamsOptions>>().Value)));
        builder.AddPeerTls();
        builder.Services.AddSingleton<UpstreamFaults>();
        builder.Services.AddSingleton<Dialer>();
        builder.Services.AddSingleton<IForwarderHttpClientFactory, UpstreamClients>();
        builder.Services.AddSingleton<HostAddresses>(Dns.GetHostAddressesAsync);
        builder.Services.AddSingleton<IDestinationResolver, ReplicaResolver>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, ReplicaHealth>();
        builder.Services.AddReverseProxy().AddTransforms(ForgedHeaders.Strip).AddTransforms(DeviceCall.AddToken).AddTransforms(ExplainedAnswers.Explain);
    }

    public static void MapUpstreams(this WebApplication app)
    {
        var faults = app.Services.GetRequiredService<UpstreamFaults>();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseIntake();
            proxy.Use(faults.RefuseAsync);
            proxy.Use(NextReplica.TryAsync);
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }
}
