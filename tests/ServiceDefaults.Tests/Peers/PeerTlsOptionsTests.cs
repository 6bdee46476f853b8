using Microsoft.Extensions.Configuration;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Peers;

public sealed class PeerTlsOptionsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public PeerTlsOptionsTests() => _authority.Issue("roster");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Validate_Off_AsksForNothing() => Assert.Empty(Validate(new() { Callers = "gateway" }, "http://localhost:1"));

    [Fact]
    public void Validate_OnAndAllHttps_IsWell() => Assert.Empty(Validate(Whole("gateway"), "https://localhost:1"));

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var options = Whole("");
        options.Authorities = "/nowhere.pem";
        options.Key = _authority.Bundle;

        var faults = Validate(options, "http://localhost:1");

        string[] expected = ["Peers:Tls:Certificate ", "Peers:Tls:Authorities ", "Peers:Tls:Callers ", "Kestrel:Endpoints:Grpc:Url ", "Peers:Geolocation ", "Upstreams:Roster:Grpc "];
        Assert.All(expected, start => Assert.Contains(faults, fault => fault.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Length);
    }

    [Fact]
    public void Validate_HalfSet_SaysThatItDoesNothing() =>
        Assert.StartsWith("Peers:Tls:Certificate ", Assert.Single(Validate(new() { Authorities = _authority.Bundle }, "http://localhost:1")), StringComparison.Ordinal);

    private PeerTlsOptions Whole(string callers) =>
        new() { Certificate = _authority.CertificateOf("roster"), Key = _authority.KeyOf("roster"), Authorities = _authority.Bundle, Callers = callers };

    private static string[] Validate(PeerTlsOptions options, string url) => [.. new PeerTlsOptionsValidator(
        new ConfigurationBuilder().AddInMemoryCollection([new("Kestrel:Endpoints:Grpc:Url", url), new("Peers:Geolocation", url), new("Peers:Tls:Certificate", "x"), new("Upstreams:Roster:Grpc", url)]).Build(),
        hasDoors: true).Validate(null, options).Failures ?? []];
}
