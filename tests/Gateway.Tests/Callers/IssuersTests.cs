using System.Net;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Gateway.Tests.Callers;

/// <summary>The gateway before real issuers, of which one may be away, change its keys, or claim what is not its own.</summary>
public sealed class IssuersTests : IAsyncLifetime
{
    private static readonly TimeSpan KeyPause = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TestIssuer _german = new();
    private readonly TestIssuer _moroccan = new();
    private FakeUpstream _upstream = null!;
    private GatewayApp _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await _german.StartAsync();
        await _moroccan.StartAsync();
        _upstream = await FakeUpstream.StartAsync();
        _gateway = new(_upstream, _clock,
            ("Identity:Issuers:de:Authority", _german.Authority), ("Identity:Issuers:de:Nation", "DE"),
            ("Identity:Issuers:ma:Authority", _moroccan.Authority), ("Identity:Issuers:ma:Nation", "MA"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _german.DisposeAsync();
        await _moroccan.DisposeAsync();
    }

    [Fact]
    public async Task Call_TokenOfEitherNation_IsAnswered()
    {
        Assert.Null(await ReasonAsync(_german.Token(Desk("DE"))));
        Assert.Null(await ReasonAsync(_moroccan.Token(Desk("MA"))));
        Assert.Null(await ReasonAsync(_moroccan.Token(Desk(null))));
    }

    [Fact]
    public async Task Call_TokenThatClaimsTheOtherNation_IsRefusedByName()
    {
        var refusal = await RefusalAsync(_german.Token(Desk("MA")));

        Assert.Equal((StatusCode.Unauthenticated, "ISSUER_NOT_OF_NATION"), (refusal!.StatusCode, refusal.Reason()));
        Assert.Equal("The bearer token claims to be of MA; its issuer de speaks for DE.", refusal.Status.Detail);
    }

    [Fact]
    public async Task Call_TokenOfAnIssuerNobodyKnows_IsRefusedByName()
    {
        var refusal = await RefusalAsync(_german.Token(Desk("DE"), Forgery.OtherIssuer));

        Assert.Equal((StatusCode.Unauthenticated, "ISSUER_UNKNOWN"), (refusal!.StatusCode, refusal.Reason()));
        Assert.Contains("https://nobody.test", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Forgery.Expired, "TOKEN_EXPIRED")]
    [InlineData(Forgery.NotYetValid, "TOKEN_NOT_YET_VALID")]
    [InlineData(Forgery.OtherAudience, "TOKEN_OF_OTHER_AUDIENCE")]
    [InlineData(Forgery.WithoutSignature, "TOKEN_INVALID")]
    [InlineData(Forgery.SignedWithPublicKey, "TOKEN_INVALID")]
    [InlineData(Forgery.Tampered, "TOKEN_INVALID")]
    [InlineData(Forgery.OtherKey, "TOKEN_INVALID")]
    [InlineData(Forgery.UnknownKey, "TOKEN_INVALID")]
    public async Task Call_ForgedToken_IsRefused(Forgery forgery, string reason) => Assert.Equal(reason, await ReasonAsync(_german.Token(Desk("DE"), forgery)));

    [Fact]
    public async Task Call_TokenOfANewKey_IsAnsweredWithoutARestart()
    {
        await ReasonAsync(_german.Token(Desk("DE")));
        _german.AddKey();
        _clock.Advance(KeyPause);

        Assert.Null(await ReasonAsync(_german.Token(Desk("DE"))));
    }

    [Fact]
    public async Task Call_TokenOfAKeyThatIsDropped_IsRefused()
    {
        var old = _german.Token(Desk("DE"));
        Assert.Null(await ReasonAsync(old));
        _german.AddKey();
        _german.DropOldKeys();
        _clock.Advance(KeyPause);

        Assert.Null(await ReasonAsync(_german.Token(Desk("DE"))));
        Assert.Equal("TOKEN_INVALID", await ReasonAsync(old));
    }

    [Fact]
    public async Task Call_ForgedKeyIds_DoNotReachTheIssuer()
    {
        await ReasonAsync(_german.Token(Desk("DE")));
        _clock.Advance(KeyPause);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("TOKEN_INVALID", await ReasonAsync(_german.Token(Desk("DE"), Forgery.UnknownKey)));
        }

        Assert.Equal(2, _german.Questions);
    }

    [Fact]
    public async Task Call_IssuerAwayAndKeysKnown_GoesOn()
    {
        var token = _german.Token(Desk("DE"));
        await ReasonAsync(token);

        await _german.StopAsync();

        Assert.Null(await ReasonAsync(token));
    }

    [Fact]
    public async Task Call_IssuerAwayAndKeysUnknown_IsUnavailableUntilItIsBack()
    {
        var token = _german.Token(Desk("DE"));
        await _german.StopAsync();

        var refusal = await RefusalAsync(token);
        Assert.Equal((StatusCode.Unavailable, "ISSUER_UNAVAILABLE"), (refusal!.StatusCode, refusal.Reason()));
        Assert.Null(await ReasonAsync(_moroccan.Token(Desk("MA"))));

        await _german.StartAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await ReasonAsync(token));
    }

    [Fact]
    public async Task Rest_IssuerAway_Is503AndSaysWhenToTryAgain()
    {
        await _german.StopAsync();
        using var rest = _gateway.Rest(_german.Token(Desk("DE")));

        using var answer = await rest.GetAsync("/tasking/v1/hotspots/port");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("ISSUER_UNAVAILABLE", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Dictionary<string, object> Desk(string? nation)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "desk", ["roles"] = new[] { "dispatcher" } };
        if (nation is not null)
        {
            claims["nation"] = nation;
        }

        return claims;
    }

    private async Task<string?> ReasonAsync(string token) => (await RefusalAsync(token))?.Reason();

    private async Task<RpcException?> RefusalAsync(string token)
    {
        var hotspots = new HotspotService.HotspotServiceClient(_gateway.With(token));
        try
        {
            await hotspots.GetHotspotAsync(new() { Name = "hotspots/port" }, deadline: Patience.Deadline);
            return null;
        }
        catch (RpcException refusal)
        {
            return refusal;
        }
    }
}
