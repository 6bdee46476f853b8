using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using TaskForce.Roster.V1;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.TakBridge.Connections;

internal static class ConnectionsModule
{
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    public static void AddConnections(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<DeviceCertificates>(
            services, services.GetRequiredService<IOptions<TakDeviceOptions>>().Value.Authorities));
        builder.Services.AddSingleton<RevokedDevices>();
        builder.Services.AddSingleton<DeviceDoor>();
        builder.Services.AddSingleton<ConnectionBook>();
        builder.Services.AddSingleton<Following>();
        builder.Services.AddScoped<TakClient>();
        builder.Services.AddScoped<Protocol>();
        builder.Services.AddScoped<IHearer>(services => services.GetRequiredService<Protocol>());
        builder.Services.AddScoped<SessionParts>();
        builder.Services.AddScoped<Session>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>((kestrel, services) => Listen(kestrel, services));
        if (builder.Configuration["Tak:Tls:Address"] is { Length: > 0 })
        {
            builder.AddPeer<DeviceService.DeviceServiceClient>("Roster");
            builder.Services.AddHostedService<RevocationFollower>();
            builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<TakOptions>>().Value.Tls is var tls
                ? new OwnCertificate(tls.Certificate, tls.Key, services.GetRequiredService<ILogger<OwnCertificate>>()) : null!);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<TakOptions>>().Value;
        if (options.Plain.Address.Length > 0)
        {
            kestrel.Listen(IPEndPoint.Parse(options.Plain.Address), listen => listen.UseConnectionHandler<CotConnectionHandler>());
        }

        if (options.Tls.Address.Length > 0)
        {
            kestrel.Listen(IPEndPoint.Parse(options.Tls.Address), listen =>
            {
                listen.Protocols = HttpProtocols.None;
                listen.UseHttps(Guard(services));
                listen.UseConnectionHandler<CotConnectionHandler>();
            });
        }
    }

    // Not as peers are: whoever comes here is a device.
    private static TlsHandshakeCallbackOptions Guard(IServiceProvider services)
    {
        var (own, door) = (services.GetRequiredService<OwnCertificate>(), services.GetRequiredService<DeviceDoor>());
        return new()
        {
            HandshakeTimeout = Handshake,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                EnabledSslProtocols = OwnCertificate.Versions,
                ServerCertificateContext = own.Current,
                ClientCertificateRequired = true,
                CertificateChainPolicy = QuietChains.Policy(),
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && door.Knows(shown),
            }),
        };
    }
}
