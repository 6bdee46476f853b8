using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.TakBridge.Tests;

/// <summary>The real bridge with real ports, before services that the test plays.</summary>
internal sealed class BridgeApp : ServiceApp<Program>
{
    public const string Member = "members/de-falke-07";
    public const string Device = "devices/kxq7m2vnpd";
    public const string Acting = $"DE {Member} {Device}";

    private readonly FakeServices _services;
    private readonly (string Key, string Value)[] _settings;

    public BridgeApp(FakeServices services, TimeProvider? clock = null, TestAuthority? authority = null, params (string Key, string Value)[] settings) : base(clock)
    {
        (_services, Plain, Grpc, Tls) = (services, FreePort(), FreePort(), authority is null ? 0 : FreePort());
        _settings =
        [
            ("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:Grpc:Url", $"http://127.0.0.1:{Grpc}"),
            ("Tak:Plain:Address", $"127.0.0.1:{Plain}"), ("Tak:Plain:Device", Device), ("Tak:Plain:Member", Member), ("Tak:Plain:Nation", "DE"),
            .. authority is null ? Array.Empty<(string, string)>() :
            [
                ("Tak:Tls:Address", $"127.0.0.1:{Tls}"), ("Tak:Tls:Certificate", authority.CertificateOf("bridge")), ("Tak:Tls:Key", authority.KeyOf("bridge")),
                ("Devices:Authorities:DE:Certificate", authority.Bundle),
            ],
            .. settings,
        ];
        UseKestrel();
        StartServer();
    }

    /// <summary>The port without TLS.</summary>
    public int Plain { get; }

    /// <summary>The port for probes.</summary>
    public int Grpc { get; }

    /// <summary>The port with TLS, if there is an authority.</summary>
    public int Tls { get; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(new PositionService.PositionServiceClient(_services.Invoker));
            services.AddSingleton(new HotspotService.HotspotServiceClient(_services.Invoker));
            services.AddSingleton(new FieldService.FieldServiceClient(_services.Invoker));
            services.AddSingleton(new DeviceService.DeviceServiceClient(_services.Invoker));
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
