using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TaskForce.Testing;

/// <summary>
/// A real server on free loopback ports, one for gRPC over cleartext HTTP/2 and one for HTTP/1.1, for services that a test plays. It can
/// be stopped and started again on the same ports.
/// </summary>
/// <param name="services">Adds what the played services need.</param>
/// <param name="map">Maps them.</param>
public sealed class LoopbackServer(Action<IServiceCollection> services, Action<WebApplication> map) : IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>The gRPC door.</summary>
    public Uri Grpc { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The HTTP/1.1 door.</summary>
    public Uri Http { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Starts the server, on the ports that it had before if it had any.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        // The settings of the service under test may lie beside the tests.
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, Grpc.Port, options => options.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, Http.Port, options => options.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc();
        services(builder.Services);
        _app = builder.Build();
        map(_app);
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        (Grpc, Http) = (new(addresses[0]), new(addresses[1]));
    }

    /// <summary>Stops it as a crash would: calls under way are cut off.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(new CancellationToken(canceled: true));
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();
}
