using System.Net.Security;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Peers;

/// <summary>A service with the doors that every service has, which asks its callers for certificates.</summary>
internal sealed class GuardedService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private int _asked;

    private GuardedService(WebApplication app) => _app = app;

    public Uri Door => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>How many calls it has had.</summary>
    public int Asked => _asked;

    /// <param name="authority">Whose certificates it trusts.</param>
    /// <param name="issuer">Whose own certificate it has.</param>
    /// <param name="callers">Who may call.</param>
    /// <param name="door">Where it listens.</param>
    /// <param name="probes">Where it is probed; nowhere else if empty.</param>
    public static async Task<GuardedService> StartAsync(
        TestAuthority authority, TestAuthority issuer, string callers, string door = "https://127.0.0.1:0", string probes = "")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Grpc:Url"] = door,
            ["Probes:Url"] = probes,
            ["Kestrel:Endpoints:Grpc:Protocols"] = "Http2",
            ["Identity:Issuers:demo:Authority"] = "http://issuer.test",
            ["Identity:Issuers:demo:Kind"] = "Demo",
            ["Peers:Tls:Certificate"] = issuer.CertificateOf("roster"),
            ["Peers:Tls:Key"] = issuer.KeyOf("roster"),
            ["Peers:Tls:Authorities"] = authority.Bundle,
            ["Peers:Tls:Callers"] = callers,
        });
        builder.AddServiceDefaults();
        // It has no store, and is asked nothing that is audited.
        builder.Services.AddSingleton(new AuditRecorder(_ => Task.CompletedTask, TimeProvider.System, NullLogger<AuditRecorder>.Instance));
        var app = builder.Build();
        var service = new GuardedService(app);
        app.Use((context, next) =>
        {
            Interlocked.Increment(ref service._asked);
            return next(context);
        });
        app.MapServiceDefaults();
        await app.StartAsync();
        return service;
    }

    /// <summary>Asks the service how it is, over a new connection.</summary>
    /// <param name="host">What the caller takes it for.</param>
    /// <param name="how">With which certificate.</param>
    public async Task<HealthCheckResponse> AskAsync(SslClientAuthenticationOptions how, string host = "localhost")
    {
        using var handler = new SocketsHttpHandler { SslOptions = how };
        handler.ConnectCallback = async (_, cancellation) =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            await socket.ConnectAsync(System.Net.IPAddress.Loopback, Door.Port, cancellation);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        };
        using var channel = GrpcChannel.ForAddress(new UriBuilder(Door) { Host = host }.Uri, new() { HttpHandler = handler });
        return await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new(), deadline: TimeProvider.System.GetUtcNow().AddSeconds(30).UtcDateTime);
    }

    /// <summary>How a peer calls that has a certificate of that name.</summary>
    /// <param name="trusted">Whose certificates it trusts.</param>
    public static SslClientAuthenticationOptions As(string name, TestAuthority issuer, TestAuthority? trusted = null) => new PeerTls(
        Options.Create(new PeerTlsOptions { Certificate = issuer.CertificateOf(name), Key = issuer.KeyOf(name), Authorities = (trusted ?? issuer).Bundle }),
        NullLoggerFactory.Instance).ForCalls();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
