using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace TaskForce.Gateway.Tests.DemoIdentity;

public class DemoIssuerTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Configuration_LeadsToTheKeyThatSignsTheTokens()
    {
        using var http = fixture.Gateway.Rest(null);

        var configuration = JsonDocument.Parse(await http.GetStringAsync("/demo/.well-known/openid-configuration")).RootElement;
        var keys = JsonDocument.Parse(await http.GetStringAsync("/demo/jwks")).RootElement.GetProperty("keys");

        Assert.Equal("http://issuer.test/demo", configuration.GetProperty("issuer").GetString());
        Assert.Equal("http://issuer.test/demo/jwks", configuration.GetProperty("jwks_uri").GetString());
        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(await fixture.Gateway.TokenAsync("dispatcher.de"));
        Assert.Equal(token.Kid, keys[0].GetProperty("kid").GetString());
        Assert.False(keys[0].TryGetProperty("d", out _));
    }

    [Theory]
    [InlineData("client_credentials", "dispatcher.fr", "invalid_client", "dispatcher.de, commander.de")]
    [InlineData("password", "dispatcher.de", "unsupported_grant_type", "client_credentials")]
    public async Task Token_FaultyForm_IsAnOAuthErrorThatHelps(string grant, string client, string error, string hint)
    {
        using var http = fixture.Gateway.Rest(null);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = grant, ["client_id"] = client });

        using var answer = await http.PostAsync("/demo/token", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.Contains(hint, body.GetProperty("error_description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_DemoIdentityOutsideDevelopment_DoesNotStart()
    {
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "TaskForce.Gateway.dll"))
        {
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["DemoIdentity__Enabled"] = "true" },
        };
        using var gateway = Process.Start(start)!;

        var errors = await gateway.StandardError.ReadToEndAsync().WaitAsync(Patience.Limit);
        await gateway.WaitForExitAsync();

        Assert.Equal(1, gateway.ExitCode);
        Assert.Contains("The gateway does not start: DemoIdentity:Enabled gives anybody any identity and is refused outside Development; this is Production.",
            errors.Split('\n'));
    }
}
