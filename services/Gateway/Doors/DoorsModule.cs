using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.Devices;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Probes;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.Gateway.Doors;

/// <summary>
/// The doors: one with TLS for all protocols, <c>Doors:Tls</c>, and in Development the cleartext ones, which elsewhere are there only if
/// <c>Kestrel:Endpoints</c> names them.
/// </summary>
internal static class DoorsModule
{
    /// <summary>The largest message that the services read.</summary>
    public const int MaxMessageBytes = 8 * 1024 * 1024;

    /// <summary>The largest request: a message and the five bytes in which gRPC wraps it.</summary>
    public const int MaxBodyBytes = MaxMessageBytes + 5;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static void AddDoors(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTls();
        // Short calls end by themselves within it.
        builder.Services.AddSingleton(services => new Rotation(services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<TimeProvider>(), Grace));
        builder.AddProbes();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(4));
        // When ten thousand devices come back at once, one that finds no room here is only heard when the network tries again, seconds later.
        // The system cuts it to what it allows (net.core.somaxconn).
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = 16_384);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            // A device may say nothing for an hour on one stream; whether it is still there, the pings tell. Any other request has a time to arrive in.
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
    }

    private static void AddTls(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<DoorsOptions>>(new DoorsOptionsValidator(builder.Configuration));
        builder.Services.AddOptions<DoorsOptions>().Bind(builder.Configuration.GetSection("Doors")).ValidateOnStart();
        if (builder.Configuration["Doors:Tls:Url"] is not { Length: > 0 } url)
        {
            return;
        }

        // With ALPN a client finds its protocol by itself: gRPC HTTP/2, the rest either.
        builder.Configuration.AddInMemoryCollection(
            [new("Kestrel:Endpoints:Tls:Url", url), new("Kestrel:Endpoints:Tls:Protocols", "Http1AndHttp2")]);
        builder.Services.AddSingleton(services =>
        {
            var tls = services.GetRequiredService<IOptions<DoorsOptions>>().Value.Tls;
            return new OwnCertificate(tls.Certificate, tls.Key, services.GetRequiredService<ILogger<OwnCertificate>>());
        });
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<OwnCertificate>((kestrel, certificate) => kestrel.ConfigureHttpsDefaults(https =>
            {
                certificate.ShowAt(https);
                if (DevicesModule.IsOn(builder.Configuration))
                {
                    DevicesModule.AskAt(https);
                }
            }));
    }
}
