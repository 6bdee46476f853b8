using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client.Balancer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Peers;

/// <summary>A service that calls another one, of which there are two, over mutual TLS.</summary>
public sealed class ReplicasTests : IAsyncLifetime
{
    private static readonly string[] Addresses = ["127.0.0.1", "127.0.0.2"];

    private readonly TestAuthority _authority = new();
    private readonly int _port = Ports.Take(1).Single();
    private GuardedService _one = null!;
    private GuardedService _other = null!;
    private WebApplication _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _authority.Issue("tasking");
        _authority.Issue("roster");
        _one = await StartAsync(Addresses[0]);
        _other = await StartAsync(Addresses[1]);
        _caller = Caller();
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Calls_TwoReplicas_AreSpreadOneByOne()
    {
        await AskAsync(10);

        Assert.Equal(10, _one.Asked + _other.Asked);
        // The first ones go to whichever is connected first.
        Assert.True(_one.Asked >= 2 && _other.Asked >= 2, $"{_one.Asked} and {_other.Asked}");
    }

    [Fact]
    public async Task Calls_OneReplicaGoes_GoOnWithTheOther()
    {
        await AskAsync(10);
        await _one.DisposeAsync();
        var before = _other.Asked;

        await AskAsync(10);

        Assert.Equal(before + 10, _other.Asked);
    }

    [Theory]
    [InlineData("https://roster:8081", true)]
    [InlineData("http://roster.taskforce.svc:8081", true)]
    [InlineData("http://localhost:5121", false)]
    [InlineData("http://127.0.0.1:5121", false)]
    [InlineData("http://10.0.0.7:5121", false)]
    [InlineData("http://[fd00::7]:5121", false)]
    public void Address_NameOrNumber_MayBeSeveralOrNot(string address, bool may) => Assert.Equal(may, Replicas.MayBeSeveral(new(address)));

    private Task<GuardedService> StartAsync(string address) => GuardedService.StartAsync(_authority, _authority, "tasking", $"https://{address}:{_port}");

    private async Task AskAsync(int times)
    {
        var client = _caller.Services.GetRequiredService<Grpc.Health.V1.Health.HealthClient>();
        for (var i = 0; i < times; i++)
        {
            await client.CheckAsync(new(), deadline: TimeProvider.System.GetUtcNow().AddSeconds(30).UtcDateTime);
        }
    }

    private WebApplication Caller()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:TokenEndpoint"] = "http://issuer.test/token",
            ["Identity:ClientId"] = "tasking",
            ["Identity:Issuers:demo:Authority"] = "http://issuer.test",
            ["Identity:Issuers:demo:Kind"] = "Demo",
            ["Peers:Roster"] = $"https://roster:{_port}",
            ["Peers:Tls:Certificate"] = _authority.CertificateOf("tasking"),
            ["Peers:Tls:Key"] = _authority.KeyOf("tasking"),
            ["Peers:Tls:Authorities"] = _authority.Bundle,
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ResolverFactory>(new TwoAddresses());
        builder.AddIdentity();
        builder.AddPeerTls();
        builder.AddPeer<Grpc.Health.V1.Health.HealthClient>("Roster");
        builder.Services.AddHttpClient("tokens").ConfigurePrimaryHttpMessageHandler(() => new TokenEndpoint());
        return builder.Build();
    }

    // What a cluster's DNS says of a headless service.
    private sealed class TwoAddresses : ResolverFactory
    {
        public override string Name => "dns";

        public override Resolver Create(ResolverOptions options) => new Fixed(options.Address);

        private sealed class Fixed(Uri address) : Resolver
        {
            public override void Start(Action<ResolverResult> listener)
            {
                var service = new Uri($"https:/{address.AbsolutePath}");
                listener(ResolverResult.ForResult([.. Addresses.Select(host => Named(host, service))]));
            }

            // As the usual resolver does, so that the certificate is compared with the name and not with the number.
            private static BalancerAddress Named(string host, Uri service)
            {
                var address = new BalancerAddress(new DnsEndPoint(host, service.Port));
                address.Attributes.Set(new("HostOverride"), service.Authority);
                return address;
            }
        }
    }

    private sealed class TokenEndpoint : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            new HttpResponseMessage { Content = new StringContent("""{"access_token":"tasking","expires_in":3600}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) });
    }
}
