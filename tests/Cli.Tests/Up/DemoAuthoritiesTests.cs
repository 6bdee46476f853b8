using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class DemoAuthoritiesTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    private DemoAuthorities Authorities => new(_data.FullName, _clock);

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public void Make_FirstStart_MakesAGatewayThatItsAuthorityVouchesFor()
    {
        Assert.True(Authorities.Make(["DE", "MA"]));

        using var gateway = X509Certificate2.CreateFromPemFile(Authorities.CertificateOf("gateway"), Authorities.KeyOf("gateway"));
        using var authority = X509CertificateLoader.LoadCertificateFromFile(DemoAuthorities.TrustOf(_data.FullName));
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        Assert.True(chain.Build(gateway));
        Assert.True(gateway.MatchesHostname("localhost"));
        Assert.All(["DE", "MA"], nation => Assert.True(File.Exists(Authorities.CertificateOf(DemoAuthorities.Devices(nation)))));
        Assert.All(_data.EnumerateFiles("*.key", SearchOption.AllDirectories), key => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode));
    }

    [Fact]
    public void Make_SecondStart_LeavesAllAsItIs()
    {
        Authorities.Make(["DE"]);
        var before = Read();

        Assert.False(Authorities.Make(["DE"]));

        Assert.Equal(before, Read());
    }

    [Fact]
    public void Make_GatewaysCertificateEndsSoon_MakesThatAnewAndNoOther()
    {
        Authorities.Make(["DE"]);
        var before = Read();
        _clock.Advance(TimeSpan.FromDays(340));

        Assert.True(Authorities.Make(["DE"]));

        Assert.Equal(["gateway.key", "gateway.pem"], Read().Except(before).Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    private HashSet<(string Name, string Text)> Read() =>
        [.. _data.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => (file.Name, File.ReadAllText(file.FullName)))];
}
