using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TaskForce.ServiceDefaults.Sidecar;

/// <summary>
/// The door by which the sidecar calls this service: cleartext HTTP/2 on the loopback, since a sidecar has no certificate that the others' doors ask for. Nothing
/// else is served there, what it serves is served nowhere else, and each call must show the token that the sidecar was started with.
/// </summary>
public static class SidecarDoor
{
    private const string Callback = "/dapr.proto.runtime.v1.AppCallback";
    private const string TokenHeader = "dapr-api-token";

    /// <summary>Opens the door.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="port">Where: Dapr's <c>app-port</c>.</param>
    public static void AddSidecarDoor(this IHostApplicationBuilder builder, int port)
    {
        builder.Services.AddSingleton<InnerCalls>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, port, door => door.Protocols = HttpProtocols.Http2));
    }

    /// <summary>Keeps the door and the others apart.</summary>
    public static void UseSidecarDoor(this WebApplication app, int port) => app.Use((http, next) =>
    {
        if (http.Connection.LocalPort == port == http.Request.Path.Value?.StartsWith(Callback, StringComparison.OrdinalIgnoreCase))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    /// <summary>Refuses a call without the sidecar's token.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unauthenticated"/>, <c>SIDECAR_TOKEN_INVALID</c>.</exception>
    public static void MustBeSidecar(this ServerCallContext context, string token)
    {
        var shown = context.RequestHeaders.GetValue(TokenHeader) ?? "";
        if (token.Length == 0 || !CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(token))))
        {
            throw new DomainException(Fault.Unauthenticated, "SIDECAR_TOKEN_INVALID", "The call does not show the token that the sidecar was started with.");
        }
    }
}
