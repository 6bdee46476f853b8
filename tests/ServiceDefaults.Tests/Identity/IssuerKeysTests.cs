using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.ServiceDefaults.Tests.Identity;

public class IssuerKeysTests
{
    private static readonly IdentityOptions Options = new();

    private readonly FakeTimeProvider _clock = new();
    private readonly List<string> _published = ["first"];
    private readonly IssuerKeys _keys;
    private TaskCompletionSource? _hang;
    private bool _isAway;
    private int _asked;

    public IssuerKeysTests() => _keys = new(
        "de", new() { Authority = "https://issuer.test", Nation = "DE" }, Options, (_, _) => FetchAsync(), _clock, NullLogger<IssuerKeys>.Instance);

    [Fact]
    public async Task Ensure_KnownKey_AsksNobody()
    {
        await EnsureAsync("first");
        _clock.Advance(TimeSpan.FromHours(1));

        await EnsureAsync("first");

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Ensure_NewKeyAfterThePause_IsKnownAtOnce()
    {
        await EnsureAsync("first");
        _published.Add("second");
        _clock.Advance(Options.KeyPause);

        await EnsureAsync("second");

        Assert.Contains("second", await KnownAsync());
    }

    [Fact]
    public async Task Ensure_ManyForgedKeys_AsksOnceAPause()
    {
        await EnsureAsync("first");
        _clock.Advance(Options.KeyPause);

        for (var i = 0; i < 1000; i++)
        {
            await EnsureAsync($"forged {i}");
        }

        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Ensure_ManyAtOnce_AskOnceAndWaitForTheSameAnswer()
    {
        _hang = new();
        var waiting = Enumerable.Range(0, 100).Select(_ => EnsureAsync("first")).ToArray();

        _hang.SetResult();
        await Task.WhenAll(waiting);

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Ensure_KnownKeyWhileTheIssuerHangs_DoesNotWait()
    {
        await EnsureAsync("first");
        _hang = new();
        var renewal = _keys.RenewAsync();

        await EnsureAsync("first");

        Assert.False(renewal.IsCompleted);
        _hang.SetResult();
        await renewal;
    }

    [Fact]
    public async Task Ensure_IssuerAwayAndKeyUnknown_IsUnavailable()
    {
        _isAway = true;

        var refusal = await Assert.ThrowsAsync<DomainException>(() => EnsureAsync("first"));

        Assert.Equal((Fault.Unavailable, "ISSUER_UNAVAILABLE"), (refusal.Fault, refusal.Reason));
        Assert.NotNull(refusal.RetryAfter);
    }

    [Fact]
    public async Task Ensure_IssuerBackAgain_IsFoundSoon()
    {
        _isAway = true;
        await Assert.ThrowsAsync<DomainException>(() => EnsureAsync("first"));
        _isAway = false;

        _clock.Advance(TimeSpan.FromSeconds(1));
        await EnsureAsync("first");

        Assert.Contains("first", await KnownAsync());
    }

    [Fact]
    public async Task Ensure_IssuerAwayAndKeyKnown_GoesOnUntilTheKeysAreTooOld()
    {
        await EnsureAsync("first");
        _isAway = true;
        await _keys.RenewAsync();

        await EnsureAsync("first");
        _clock.Advance(Options.KeysKept);

        await Assert.ThrowsAsync<DomainException>(() => EnsureAsync("first"));
    }

    [Fact]
    public async Task Renew_OldKeyNoLongerPublished_Ends()
    {
        await EnsureAsync("first");
        _published[0] = "second";

        await _keys.RenewAsync();

        Assert.Equal(["second"], await KnownAsync());
    }

    [Fact]
    public async Task Renew_IssuerThatNobodyUses_IsLeftAlone()
    {
        await _keys.RenewAsync();

        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task Ensure_DocumentOfAnotherIssuer_IsNotBelieved()
    {
        var keys = new IssuerKeys("ma", new() { Authority = "https://other.test", Nation = "MA" }, Options, (_, _) => FetchAsync(), _clock, NullLogger<IssuerKeys>.Instance);

        await Assert.ThrowsAsync<DomainException>(() => keys.EnsureAsync("first", CancellationToken.None));
    }

    private Task EnsureAsync(string key) => _keys.EnsureAsync(key, CancellationToken.None);

    private async Task<string[]> KnownAsync() => [.. (await _keys.GetConfigurationAsync(CancellationToken.None)).SigningKeys.Select(key => key.KeyId)];

    private async Task<OpenIdConnectConfiguration> FetchAsync()
    {
        _asked++;
        await (_hang?.Task ?? Task.CompletedTask);
        var document = new OpenIdConnectConfiguration { Issuer = "https://issuer.test" };
        _published.ForEach(id => document.SigningKeys.Add(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id }));
        return _isAway ? throw new HttpRequestException("away") : document;
    }
}
