namespace TaskForce.Gateway.Tests.Page;

public class PageHeadersTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nothing")]
    [InlineData("/tasking/v1/hotspots/port")]
    public async Task AnyAnswer_OfTheHttpDoor_TellsBrowsersToTrustNothingElse(string path)
    {
        using var rest = fixture.Gateway.Rest(await fixture.Gateway.TokenAsync("dispatcher.de"));

        using var answer = await rest.GetAsync(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'; base-uri 'none'; form-action 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        // Without TLS a browser must not be told to insist on it.
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }
}
