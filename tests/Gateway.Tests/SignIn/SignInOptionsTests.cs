using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.SignIn;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.Tests.SignIn;

public class SignInOptionsTests
{
    [Fact]
    public void Validate_ClientOfANationalIssuer_IsWell() =>
        Assert.Empty(Validate("de", new() { ClientId = "page", Scopes = "openid profile", Origins = { "https://tokens.example:8443" } }));

    [Fact]
    public void Validate_IssuerThatIsNotNationalOrNotThere_IsAFault()
    {
        Assert.StartsWith("SignIn:Clients:own must have the name of an issuer", Assert.Single(Validate("own", new() { ClientId = "page" })), StringComparison.Ordinal);
        Assert.StartsWith("SignIn:Clients:fr must have the name of an issuer", Assert.Single(Validate("fr", new() { ClientId = "page" })), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var faults = Validate("de", new() { Scopes = "profile", Origins = { "https://tokens.example/path", "http://tokens.example", "https://tokens.example; script-src *" } });

        Assert.Equal(5, faults.Length);
    }

    private static string[] Validate(string name, SignInClient client)
    {
        var identity = new IdentityOptions
        {
            Issuers = { ["de"] = new() { Authority = "https://login.polizei.example", Nation = "DE" }, ["own"] = new() { Authority = "https://own.example", Kind = IssuerKind.Services } },
        };
        var production = new HostingEnvironment { EnvironmentName = Environments.Production };
        return [.. new SignInOptionsValidator(Options.Create(identity), production).Validate(null, new() { Clients = { [name] = client } }).Failures ?? []];
    }
}
