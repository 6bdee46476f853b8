using System.Net;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Targets;

namespace TaskForce.Partners.Tests.Targets;

public class TargetGuardTests
{
    private static readonly TargetGuard Guard = new(Options.Create(new TargetOptions()), (_, _) => Task.FromResult<IPAddress[]>([]));

    [Theory]
    [InlineData("https://partner.example/hook")]
    [InlineData("https://partner.example:8443/hook?key=1")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("https://münchen.example/")]
    public void Url_OfAPublicServer_IsTaken(string url) => Assert.Empty(FaultsOf(url));

    [Theory]
    [InlineData("http://partner.example/")]
    [InlineData("ftp://partner.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//partner.example/")]
    [InlineData("partner.example")]
    [InlineData("https://user:password@partner.example/")]
    [InlineData("https://partner.example/#part")]
    [InlineData("https://localhost/")]
    [InlineData("https://localhost./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://tasking/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[64:ff9b::a00:1]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    public void Url_ThatMayLeadInside_IsRefused(string url) => Assert.NotEmpty(FaultsOf(url));

    [Fact]
    public void Options_OfDevelopment_AreRefusedElsewhere()
    {
        var options = new TargetOptions { AllowHttp = true, AllowPrivate = true };

        Assert.Equal(2, new TargetOptionsValidator(new Host("Production")).Validate(null, options).Failures?.Count());
        Assert.True(new TargetOptionsValidator(new Host("Development")).Validate(null, options).Succeeded);
    }

    private static IReadOnlyList<Violation> FaultsOf(string url)
    {
        var violations = new Violations();
        Guard.Check(url, violations, "target");
        return violations.Found;
    }

    private sealed class Host(string name) : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
