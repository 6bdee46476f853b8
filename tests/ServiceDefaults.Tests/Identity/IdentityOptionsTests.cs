using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.ServiceDefaults.Tests.Identity;

public class IdentityOptionsTests
{
    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var faults = Validate("Production",
            ("Issuers:de:Authority", "http://issuer.de"), ("Issuers:de:Audience", ""), ("Issuers:de:Algorithms:0", "HS256"), ("Issuers:de:Algorithms:1", "none"),
            ("Issuers:de:Roles:boss", "service"), ("Issuers:de:Claims:Roles", ""),
            ("Issuers:ma:Authority", "issuer"), ("Issuers:ma:Nation", "ma"),
            ("Issuers:x:Authority", "https://one.test"), ("Issuers:x:Kind", "Services"), ("Issuers:x:Nation", "DE"),
            ("Issuers:y:Authority", "https://one.test"), ("Issuers:y:Kind", "Partners"), ("Issuers:y:Nation", "DEU"),
            ("KeyPause", "00:00:00"), ("ClientSecretFile", "/nowhere"));

        string[] expected =
        [
            "Identity:Issuers:de:Authority must be HTTPS", "Identity:Issuers:de:Nation must be", "Identity:Issuers:de:Audience", "not 'HS256'", "not 'none'",
            "Identity:Issuers:de:Roles:boss", "Identity:Issuers:de:Claims:Roles", "Identity:Issuers:ma:Authority must be the URL", "Identity:Issuers:ma:Nation",
            "Identity:Issuers:x:Nation must be empty", "Identity:Issuers:y:Nation must be empty or", "x and y have the same issuer", "Identity:KeyPause",
            "Identity:ClientSecretFile",
        ];
        Assert.All(expected, part => Assert.Contains(faults, fault => fault.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Length);
    }

    [Fact]
    public void Validate_NoIssuer_IsAFault() => Assert.Contains("at least one issuer", Assert.Single(Validate("Production")), StringComparison.Ordinal);

    [Theory]
    [InlineData("Development", 0)]
    [InlineData("Production", 1)]
    [InlineData("Staging", 1)]
    public void Validate_DemoIssuer_IsForDevelopmentOnly(string environment, int faults) =>
        Assert.Equal(faults, Validate(environment, ("Issuers:demo:Authority", "https://demo.test"), ("Issuers:demo:Kind", "Demo")).Length);

    [Theory]
    [InlineData("Services", "", 0)]
    [InlineData("National", "", 1)]
    [InlineData("Services", "other", 1)]
    public void Validate_ServiceThatCallsOthers_NeedsAnIssuerForServices(string kind, string issuer, int faults) => Assert.Equal(faults, Validate("Production",
        ("ClientId", "tasking"), ("ClientIssuer", issuer), ("Issuers:one:Authority", "https://one.test"), ("Issuers:one:Kind", kind),
        ("Issuers:one:Nation", kind == "National" ? "DE" : "")).Length);

    [Fact]
    public void Validate_TwoNationsAndTheServices_IsWell() => Assert.Empty(Validate("Production",
        ("ClientId", "tasking"),
        ("Issuers:de:Authority", "https://login.de.test/realms/police"), ("Issuers:de:Nation", "DE"), ("Issuers:de:Claims:Roles", "realm_access.roles"),
        ("Issuers:de:Roles:tf-leitstelle", "dispatcher"), ("Issuers:de:Algorithms:0", "RS256"),
        ("Issuers:ma:Authority", "https://login.ma.test"), ("Issuers:ma:Nation", "MA"),
        ("Issuers:own:Authority", "https://login.taskforce.test"), ("Issuers:own:Kind", "Services"),
        ("Issuers:frontier:Authority", "https://frontier.test"), ("Issuers:frontier:Kind", "Partners")));

    private static string[] Validate(string environment, params (string Key, string Value)[] settings)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build().Get<IdentityOptions>() ?? new();
        return [.. new IdentityOptionsValidator(new Host(environment)).Validate(null, options).Failures ?? []];
    }

    private sealed class Host(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
