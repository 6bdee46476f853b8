using System.Net.Http.Headers;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.ServiceDefaults.Peers;

/// <summary>Calls from one service to the next.</summary>
public static class PeersModule
{
    // Travel times of 200,000 pairs have room.
    private const int LargestAnswer = 16 * 1024 * 1024;

    // Until then each call fails although the peer may be back; two minutes unless set.
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(1);

    /// <summary>Adds a gRPC client of another service, which calls with this service's own token, and says for whom and what for if it serves a call.</summary>
    /// <param name="builder">This service.</param>
    /// <param name="peer">The other one.</param>
    /// <param name="key">The setting that says where it is; <c>Peers:{peer}</c> if null.</param>
    public static void AddPeer<TClient>(this IHostApplicationBuilder builder, string peer, string? key = null) where TClient : ClientBase<TClient>
    {
        builder.Services.AddHttpClient("tokens", http => http.Timeout = TimeSpan.FromSeconds(5));
        builder.Services.TryAddSingleton(services => ActivatorUtilities.CreateInstance<ServiceTokens>(
            services, services.GetRequiredService<IHttpClientFactory>().CreateClient("tokens")));
        builder.AddHealth();
        builder.Services.TryAddTransient<TokenHandler>();
        builder.Services.TryAddSingleton(_ => Replicas.Resolver());
        builder.Services.AddGrpcClient<TClient>(options =>
            {
                var address = Address(builder.Configuration, peer, key ?? $"Peers:{peer}");
                options.Address = Replicas.Spread(address, new());
                options.ChannelOptionsActions.Add(channel =>
                {
                    channel.MaxReceiveMessageSize = LargestAnswer;
                    channel.MaxReconnectBackoff = LongestReconnect;
                    Replicas.Spread(address, channel);
                });
            })
            .AddInterceptor(services => new PeerInterceptor(peer.ToLowerInvariant(), services.GetRequiredService<TimeProvider>()))
            .AddHttpMessageHandler<TokenHandler>()
            .AddHttpMessageHandler(services => ClockHandler.Of(peer.ToLowerInvariant(), services))
            // Calls are traced; lines about each of them nobody reads.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(services => new SocketsHttpHandler
            {
                SslOptions = services.GetRequiredService<PeerTls>().ForCalls(),
                ConnectTimeout = TimeSpan.FromSeconds(1),
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(20),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            });
    }

    /// <summary>Adds mutual TLS for calls to peers.</summary>
    public static void AddPeerTls(this IHostApplicationBuilder builder) => builder.AddPeerTls(hasDoors: false);

    /// <summary>Adds mutual TLS for calls to peers and from them: the doors of a service.</summary>
    internal static void AddGuardedDoors(this IHostApplicationBuilder builder)
    {
        builder.AddPeerTls(hasDoors: true);
        builder.Services.AddOptions<KestrelServerOptions>().Configure<PeerTls>((kestrel, tls) => kestrel.ConfigureHttpsDefaults(tls.Guard));
    }

    private static void AddPeerTls(this IHostApplicationBuilder builder, bool hasDoors)
    {
        builder.Services.AddSingleton<IValidateOptions<PeerTlsOptions>>(new PeerTlsOptionsValidator(builder.Configuration, hasDoors));
        builder.Services.AddOptions<PeerTlsOptions>().Bind(builder.Configuration.GetSection("Peers:Tls")).ValidateOnStart();
        builder.Services.AddSingleton(services =>
            new PeerTls(services.GetRequiredService<IOptions<PeerTlsOptions>>(), services.GetRequiredService<ILoggerFactory>()));
    }

    private static Uri Address(IConfiguration configuration, string peer, string key) =>
        Uri.TryCreate(configuration[key], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"{key} must be the URL of the {peer} service.");

    private sealed class TokenHandler(ServiceTokens tokens) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
            Explain(request.Headers);
            return await base.SendAsync(request, cancellationToken);
        }

        // The other service's audit log says what for and for whom, as this one's does.
        private static void Explain(HttpRequestHeaders headers)
        {
            if (AuditedCall.Current is { Purpose.Length: > 0 } stated)
            {
                headers.Add(Purpose.Header, Uri.EscapeDataString(stated.Purpose));
            }

            if (AuditedCall.Current?.Behalf is { } behalf)
            {
                headers.Add(OnBehalf.Header, behalf.ToString());
                headers.Add(OnBehalf.RolesHeader, behalf.RolesText);
            }
        }
    }
}
