using Microsoft.Extensions.Configuration;
using TaskForce.Gateway.Doors;
using TaskForce.Testing;

namespace TaskForce.Gateway.Tests.Doors;

public sealed class DoorsOptionsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Validate_NoDoorAtAll_IsAFault() => Assert.Contains("Doors:Tls:Url", Assert.Single(Validate(new())), StringComparison.Ordinal);

    [Fact]
    public void Validate_CleartextDoorThatIsAskedFor_IsWell() => Assert.Empty(Validate(new(), "http://localhost:8080"));

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var faults = Validate(new() { Url = "http://*:8443", Certificate = "/nowhere.pem", Key = "/nowhere.key" });

        Assert.Equal(2, faults.Length);
        Assert.Contains(faults, fault => fault.StartsWith("Doors:Tls:Url ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("Doors:Tls:Certificate ", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_KeyOfAnotherCertificate_IsAFault()
    {
        _authority.Issue("one");
        _authority.Issue("two");

        Assert.Single(Validate(new() { Url = "https://*:8443", Certificate = _authority.CertificateOf("one"), Key = _authority.KeyOf("two") }));
        Assert.Empty(Validate(new() { Url = "https://*:8443", Certificate = _authority.CertificateOf("one"), Key = _authority.KeyOf("one") }));
    }

    private static string[] Validate(TlsDoorOptions tls, string? cleartext = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Kestrel:Endpoints:Http:Url", cleartext)]).Build();
        return [.. new DoorsOptionsValidator(cleartext is null ? new ConfigurationBuilder().Build() : configuration).Validate(null, new() { Tls = tls }).Failures ?? []];
    }
}
