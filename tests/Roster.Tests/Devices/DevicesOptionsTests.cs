using TaskForce.Roster.Devices;
using TaskForce.Testing;

namespace TaskForce.Roster.Tests.Devices;

public class DevicesOptionsTests
{
    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        using var authority = new TestAuthority();
        authority.Issue("device");
        var options = new DevicesOptions { CertificateLifetime = TimeSpan.Zero, MostTries = 0 };
        options.Authorities["de"] = new() { Certificate = authority.Bundle, Key = authority.BundleKey };
        options.Authorities["DE"] = new() { Certificate = "missing.pem", Key = "missing.key" };
        options.Authorities["MA"] = new() { Certificate = authority.CertificateOf("device"), Key = authority.KeyOf("device") };
        options.Authorities["ES"] = new() { Certificate = authority.Bundle, Key = authority.KeyOf("device") };
        options.Authorities["FR"] = new() { Certificate = authority.Bundle, Key = authority.BundleKey };

        var faults = new DevicesOptionsValidator().Validate(null, options).Failures!.ToArray();

        string[] keys = ["Devices:Authorities:de ", "Devices:Authorities:DE:", "Devices:Authorities:MA:", "Devices:Authorities:ES:", "Devices:CertificateLifetime", "Devices:MostTries"];
        Assert.Equal(keys.Length, faults.Length);
        Assert.All(keys, key => Assert.Contains(faults, fault => fault.StartsWith(key, StringComparison.Ordinal)));
    }
}
