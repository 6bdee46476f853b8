using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using TaskForce.Roster.V1;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Gateway.Devices;

/// <summary>Lets in devices by their certificates (mutual TLS), where the configuration names an authority of theirs.</summary>
internal static class DevicesModule
{
    private const string Section = "Devices";

    public static bool IsOn(IConfiguration configuration) => configuration.GetSection($"{Section}:Authorities").GetChildren().Any();

    /// <summary>Makes a door ask for a certificate, of whomever: what it is worth each call is told, in words that a refused handshake has not.</summary>
    public static void AskAt(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
    }

    public static void AddDevices(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<DevicesOptions>, DevicesOptionsValidator>();
        builder.Services.AddOptions<DevicesOptions>().Bind(builder.Configuration.GetSection(Section)).ValidateOnStart();
        if (!IsOn(builder.Configuration))
        {
            return;
        }

        builder.Services.AddOptions<StoreOptions>().Bind(builder.Configuration.GetSection("Data"));
        builder.AddPeer<DeviceService.DeviceServiceClient>("Roster", "Upstreams:Roster:Grpc");
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<DeviceCertificates>(
            services, services.GetRequiredService<IOptions<DevicesOptions>>().Value.Authorities));
        builder.Services.AddSingleton<DeviceTokens>();
        builder.Services.AddSingleton<RevokedDevices>();
        builder.Services.AddSingleton<DeviceCallers>();
        builder.Services.AddHostedService<RevocationFollower>();
    }

    /// <summary>Comes after tokens were read and before calls are counted.</summary>
    public static void UseDevices(this WebApplication app)
    {
        if (app.Services.GetService<DeviceCallers>() is { } callers)
        {
            app.Use(callers.IdentifyAsync);
        }
    }

    public static void MapDevices(this WebApplication app)
    {
        if (app.Services.GetService<DeviceTokens>() is { } tokens)
        {
            app.MapGet("/devices/.well-known/openid-configuration", tokens.Configuration);
            app.MapGet("/devices/jwks", tokens.Keys);
        }
    }
}
