using System.Net.Security;
using Grpc.Core;
using Grpc.Health.V1;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Peers;

/// <summary>Mutual TLS between services, at the wire.</summary>
public sealed class PeerTlsTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();
    private GuardedService _roster = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var name in new[] { "gateway", "tasking", "roster", "geolocation" })
        {
            _authority.Issue(name);
            _stranger.Issue(name);
        }

        _roster = await GuardedService.StartAsync(_authority, _authority, "gateway, tasking");
    }

    public async ValueTask DisposeAsync()
    {
        await _roster.DisposeAsync();
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("tasking")]
    public async Task Call_OfAKnownCaller_IsAnswered(string caller)
    {
        var answer = await _roster.AskAsync(GuardedService.As(caller, _authority));

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public Task Call_OfAServiceThatHasNoBusinessHere_IsRefused() => IsRefusedAsync(GuardedService.As("geolocation", _authority));

    [Fact]
    public Task Call_WithoutACertificate_IsRefused() => IsRefusedAsync(new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null });

    [Fact]
    public Task Call_WithTheRightNameOfAnotherAuthority_IsRefused() => IsRefusedAsync(GuardedService.As("gateway", _stranger, trusted: _authority));

    [Fact]
    public async Task Call_WithACertificateForServersOnly_IsRefused()
    {
        _authority.Issue("gateway", isClient: false);

        await IsRefusedAsync(GuardedService.As("gateway", _authority));
    }

    [Fact]
    public async Task Call_OfAServerByAnotherName_IsNotMade()
    {
        var gateway = GuardedService.As("gateway", _authority);

        await IsRefusedAsync(gateway, host: "geolocation");
        Assert.NotNull(await _roster.AskAsync(gateway, host: "roster"));
    }

    [Fact]
    public async Task Call_OfAServerOfAnotherAuthority_IsNotMade()
    {
        await using var impostor = await GuardedService.StartAsync(_authority, _stranger, "gateway");

        await IsRefusedAsync(GuardedService.As("gateway", _authority), service: impostor);
        Assert.NotNull(await impostor.AskAsync(GuardedService.As("gateway", _authority, trusted: _stranger)));
    }

    [Fact]
    public async Task Certificates_OfAnotherAuthority_HoldWithoutARestart()
    {
        var gateway = GuardedService.As("gateway", _stranger);
        await IsRefusedAsync(gateway);

        Replace(_authority.Bundle, _stranger.Bundle);
        Replace(_authority.CertificateOf("roster"), _stranger.CertificateOf("roster"));
        Replace(_authority.KeyOf("roster"), _stranger.KeyOf("roster"));

        Assert.NotNull(await _roster.AskAsync(gateway));
    }

    // At once: the service may be reading it.
    private static void Replace(string file, string by)
    {
        File.Copy(by, $"{file}.new");
        File.Move($"{file}.new", file, overwrite: true);
    }

    private async Task IsRefusedAsync(SslClientAuthenticationOptions how, string host = "localhost", GuardedService? service = null)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => (service ?? _roster).AskAsync(how, host));

        Assert.True(refusal.StatusCode is StatusCode.Unavailable or StatusCode.Internal, refusal.ToString());
    }
}
