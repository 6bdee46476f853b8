using System.Net;
using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TaskForce.Gateway.DemoIdentity;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Callers;

public class CallersTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static readonly string[] Roles = ["dispatcher"];

    public static TheoryData<(string Fault, string Reason), string> Faults { get; } = new MatrixTheoryData<(string, string), string>(
        [
            ("none", "TOKEN_REQUIRED"), ("garbage", "TOKEN_INVALID"), ("expired", "TOKEN_EXPIRED"), ("wrong audience", "TOKEN_OF_OTHER_AUDIENCE"),
            ("wrong issuer", "ISSUER_UNKNOWN"), ("alg none", "TOKEN_INVALID"), ("other key", "TOKEN_INVALID"),
        ],
        ["grpc", "grpc-web"]);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Call_WithoutAValidToken_IsUnauthenticated((string Fault, string Reason) token, string protocol)
    {
        var hotspots = new HotspotService.HotspotServiceClient(fixture.Gateway.With(Token(token.Fault), protocol));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hotspots.GetHotspotAsync(new() { Name = "hotspots/x" }, deadline: Patience.Deadline).ResponseAsync);

        Assert.Equal((StatusCode.Unauthenticated, token.Reason), (refusal.StatusCode, refusal.Reason()));
    }

    [Fact]
    public async Task Rest_WithoutAToken_Is401InTheServicesForm()
    {
        using var rest = fixture.Gateway.Rest(null);

        using var answer = await rest.GetAsync("/tasking/v1/hotspots/x");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Contains("TOKEN_REQUIRED", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithAnExpiredToken_IsToldSo()
    {
        var hotspots = new HotspotService.HotspotServiceClient(fixture.Gateway.With(Token("expired")));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hotspots.GetHotspotAsync(new(), deadline: Patience.Deadline).ResponseAsync);

        Assert.Equal("The bearer token has expired.", refusal.Status.Detail);
    }

    [Fact]
    public async Task Call_WithTheTokenThatTheFaultsSpoil_IsAnswered()
    {
        var hotspots = new HotspotService.HotspotServiceClient(fixture.Gateway.With(Token("")));

        Assert.NotNull(await hotspots.GetHotspotAsync(new() { Name = "hotspots/x" }, deadline: Patience.Deadline));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/demo/jwks")]
    public async Task Rest_WhatEverybodyMaySee_NeedsNoToken(string path)
    {
        using var rest = fixture.Gateway.Rest(null);

        Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync(path)).StatusCode);
    }

    // Not cached, or the signature would be the cached key's.
    private static ECDsaSecurityKey Other(ECDsa pair, string id) =>
        new(pair) { KeyId = id, CryptoProviderFactory = new() { CacheSignatureProviders = false } };

    private string? Token(string fault)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        SecurityKey key = fixture.Gateway.Services.GetRequiredService<DemoKey>().Private;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return fault switch
        {
            "none" => null,
            "garbage" => "garbage",
            _ => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = fault == "wrong issuer" ? "http://issuer.test/other" : "http://issuer.test/demo",
                Audience = fault == "wrong audience" ? "elsewhere" : "taskforce",
                Expires = fault == "expired" ? now.AddHours(-1) : now.AddHours(1),
                Claims = new Dictionary<string, object> { ["sub"] = "dispatcher.de", ["roles"] = Roles, ["nation"] = "DE" },
                SigningCredentials = fault switch
                {
                    "alg none" => null,
                    "other key" => new(Other(other, key.KeyId), SecurityAlgorithms.EcdsaSha256),
                    _ => new(key, SecurityAlgorithms.EcdsaSha256),
                },
            }),
        };
    }
}
