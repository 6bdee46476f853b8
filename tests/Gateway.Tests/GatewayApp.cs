using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TaskForce.Gateway.Tests;

/// <summary>The real gateway on two real ports, before a service that the test plays. Its callers have tokens of its demo issuer.</summary>
public sealed class GatewayApp : WebApplicationFactory<Program>
{
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-test-").FullName;
    private readonly FakeUpstream _upstream;
    private readonly TimeProvider? _clock;
    private readonly (string Key, string Value)[] _settings;
    private readonly Action<IServiceCollection>? _services;
    private readonly List<GrpcChannel> _channels = [];

    public GatewayApp(FakeUpstream upstream, params (string Key, string Value)[] settings) : this(upstream, null, settings)
    {
    }

    public GatewayApp(FakeUpstream upstream, TimeProvider? clock, params (string Key, string Value)[] settings) : this(upstream, clock, null, settings)
    {
    }

    public GatewayApp(FakeUpstream upstream, TimeProvider? clock, Action<IServiceCollection>? services, params (string Key, string Value)[] settings)
    {
        (_upstream, _clock, _services, _settings) = (upstream, clock, services, settings);
        UseKestrel();
        StartServer();
        // In the order of their names.
        string[] addresses = [.. Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        (GrpcDoor, HttpDoor) = (new(addresses[0]), new(addresses[1]));
        TlsDoor = addresses is [_, _, var tls] ? new(tls) : null;
    }

    /// <summary>The HTTP/2 door.</summary>
    public Uri GrpcDoor { get; }

    /// <summary>The HTTP/1.1 door.</summary>
    public Uri HttpDoor { get; }

    /// <summary>The door with TLS, if the settings have one.</summary>
    public Uri? TlsDoor { get; }

    /// <summary>A token of the demo issuer.</summary>
    public async Task<string> TokenAsync(string profile)
    {
        using var http = new HttpClient { BaseAddress = HttpDoor };
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", profile)]);
        using var response = await http.PostAsync("/demo/token", form);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>Calls as a profile, through <c>grpc</c> or <c>grpc-web</c>.</summary>
    public async Task<CallInvoker> AsAsync(string profile, string protocol = "grpc") => With(await TokenAsync(profile), protocol);

    /// <summary>Calls with a token, or without one if null.</summary>
    public CallInvoker With(string? token, string protocol = "grpc")
    {
        var channel = protocol == "grpc"
            ? GrpcChannel.ForAddress(GrpcDoor)
            : GrpcChannel.ForAddress(HttpDoor, new()
            {
                HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, new HttpClientHandler()),
                HttpVersion = new(1, 1),
            });
        _channels.Add(channel);
        return token is null ? channel.CreateCallInvoker() : channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
    }

    /// <summary>Calls through the door with TLS, showing a certificate, and a token too if there is one.</summary>
    public CallInvoker Showing(X509Certificate2? certificate, string? token = null)
    {
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } };
        if (certificate is not null)
        {
            // Whatever it is good for: the usual way picks only those that suit.
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        var channel = GrpcChannel.ForAddress(TlsDoor!, new() { HttpHandler = handler, DisposeHttpClient = true });
        _channels.Add(channel);
        return token is null ? channel.CreateCallInvoker() : channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
    }

    /// <summary>REST calls with a token, or without one if null.</summary>
    public HttpClient Rest(string? token)
    {
        var http = new HttpClient { BaseAddress = HttpDoor };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Logging:LogLevel:Default", "None");
        builder.UseSetting("Data:Directory", _directory);
        builder.UseSetting("Identity:Issuers:demo:Authority", "http://issuer.test/demo");
        builder.UseSetting("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0");
        builder.UseSetting("Kestrel:Endpoints:Grpc:Url", "http://127.0.0.1:0");
        foreach (var area in new[] { "Tasking", "Roster", "Geolocation", "Partners" })
        {
            builder.UseSetting($"Upstreams:{area}:Http", _upstream.Http);
            builder.UseSetting($"Upstreams:{area}:Grpc", _upstream.Grpc);
        }

        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            // Last words must not be cut off where other tests have the processor.
            services.Configure<HostOptions>(options => options.ShutdownTimeout = Patience.Limit);
            if (_clock is not null)
            {
                services.AddSingleton(_clock);
            }

            _services?.Invoke(services);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        _channels.ForEach(channel => channel.Dispose());
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>A gateway and a service that last for a class of tests.</summary>
public class GatewayFixture : IAsyncLifetime
{
    public FakeUpstream Upstream { get; private set; } = null!;

    public GatewayApp Gateway { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync();
        Gateway = new(Upstream);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
