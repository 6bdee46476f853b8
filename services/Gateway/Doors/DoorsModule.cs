using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TaskForce.Gateway.Doors;

/// <summary>How the doors behave; where they are is <c>Kestrel:Endpoints</c>.</summary>
internal static class DoorsModule
{
    /// <summary>The largest message that the services read.</summary>
    public const int MaxMessageBytes = 8 * 1024 * 1024;

    /// <summary>The largest request: a message and the five bytes in which gRPC wraps it.</summary>
    public const int MaxBodyBytes = MaxMessageBytes + 5;

    public static void AddDoors(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Draining>();
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
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        });
    }
}
