using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TaskForce.Testing;

namespace TaskForce.Gateway.Tests.SignIn;

/// <summary>What the page is told about signing in.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private static readonly string[] Roles = ["tf-leitstelle", "tf-kantine"];

    private readonly TestIssuer _german = new();
    private FakeUpstream _upstream = null!;
    private GatewayApp _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await _german.StartAsync();
        _upstream = await FakeUpstream.StartAsync();
        _gateway = new(_upstream,
            ("Identity:Issuers:de:Authority", _german.Authority), ("Identity:Issuers:de:Nation", "DE"), ("Identity:Issuers:de:Roles:tf-leitstelle", "dispatcher"),
            ("SignIn:Clients:de:ClientId", "page"), ("SignIn:Clients:de:Scopes", "openid offline_access"), ("SignIn:Clients:de:Parameters:audience", "taskforce"),
            ("SignIn:Clients:de:Origins:0", "https://tokens.polizei.example"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _german.DisposeAsync();
    }

    [Fact]
    public async Task Issuers_WithoutAToken_AreThoseThatThePageIsAClientOf()
    {
        using var http = _gateway.Rest(null);

        var issuers = await http.GetFromJsonAsync<JsonElement>("/sign-in/issuers", TestContext.Current.CancellationToken);

        Assert.Equal(
            $$$"""[{"name":"de","nation":"DE","authority":"{{{_german.Authority}}}","clientId":"page","scopes":"openid offline_access","resource":"","parameters":{"audience":"taskforce"}}]""",
            issuers.GetRawText());
    }

    [Fact]
    public async Task Policy_LetsThePageAskTheIssuersAndNobodyElse()
    {
        using var http = _gateway.Rest(null);

        using var answer = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains($"connect-src 'self' {_german.Authority} https://tokens.polizei.example;", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_IsWhoTheTokenSaysInOurWords()
    {
        using var http = _gateway.Rest(_german.Token(new() { ["sub"] = "anna", ["roles"] = Roles }));

        using var answer = await http.GetAsync("/sign-in/caller", TestContext.Current.CancellationToken);

        Assert.Equal("""{"subject":"anna","nation":"DE","roles":["dispatcher"]}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Caller_OfAnotherNationThanTheIssuers_IsRefusedByName()
    {
        using var http = _gateway.Rest(_german.Token(new() { ["sub"] = "anna", ["nation"] = "MA", ["roles"] = Roles }));

        using var answer = await http.GetAsync("/sign-in/caller", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("ISSUER_NOT_OF_NATION", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_WithoutAToken_IsRefused()
    {
        using var http = _gateway.Rest(null);

        using var answer = await http.GetAsync("/sign-in/caller", TestContext.Current.CancellationToken);

        Assert.Contains("TOKEN_REQUIRED", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
