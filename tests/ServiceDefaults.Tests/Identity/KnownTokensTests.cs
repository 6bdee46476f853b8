using System.Net.Http.Headers;
using System.Security.Claims;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Identity;

public sealed class KnownTokensTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Service = ["service"];
    private static readonly string[] Dispatcher = ["dispatcher"];
    private static readonly KnownTokens.Digest Some = KnownTokens.Digest.Of("some");

    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly object _keys = new();
    private readonly KnownTokens _tokens;
    private readonly TestIssuer _issuer = new();
    private int _checked;

    public KnownTokensTests() => _tokens = new(_clock);

    public ValueTask DisposeAsync() => _issuer.DisposeAsync();

    [Fact]
    public void Find_KnownToken_IsWhatItSaid()
    {
        var known = Known();
        _tokens.Add(Some, known);

        Assert.Same(known, _tokens.Find(Some, scheme => scheme == "de" ? _keys : null));
        Assert.Null(_tokens.Find(KnownTokens.Digest.Of("other"), _ => _keys));
    }

    [Fact]
    public void Find_KeysFetchedAnewOrUnknown_IsToBeCheckedAgain()
    {
        _tokens.Add(Some, Known());

        Assert.Null(_tokens.Find(Some, _ => new object()));
        Assert.Null(_tokens.Find(Some, _ => null));
    }

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-30, true)]
    [InlineData(630, true)]
    [InlineData(631, false)]
    public void Find_TimeOfTheToken_IsLookedAtEachTime(int seconds, bool isFound)
    {
        _tokens.Add(Some, Known());
        var tokens = new KnownTokens(new FakeTimeProvider(Noon.AddSeconds(seconds)));
        tokens.Add(Some, Known());

        Assert.Equal(isFound, tokens.Find(Some, _ => _keys) is not null);
    }

    [Fact]
    public void Add_MoreThanHaveRoom_ForgetsWhatWasNotSeenForLongest()
    {
        _tokens.Add(Some, Known());
        for (var i = 0; i < 45_000; i++)
        {
            _tokens.Add(KnownTokens.Digest.Of($"{i}"), Known());
            // Asked for now and then.
            Assert.NotNull(i % 1000 > 0 ? _keys : _tokens.Find(Some, _ => _keys));
        }

        Assert.NotNull(_tokens.Find(Some, _ => _keys));
        Assert.Null(_tokens.Find(KnownTokens.Digest.Of("0"), _ => _keys));
    }

    [Fact]
    public async Task Call_TheSameTokenAgain_IsCheckedOnceAndAnyOtherForItself()
    {
        await using var app = await StartAsync();
        var token = _issuer.Token(Desk("one"));

        Assert.Equal("one", await WhoAsync(app, token));
        Assert.Equal("one", await WhoAsync(app, token));
        Assert.Equal(1, _checked);

        var parts = token.Split('.');
        var (payload, signature) = (_issuer.Token(Desk("two")).Split('.')[1], _issuer.Token(Desk("one")).Split('.')[2]);
        Assert.Equal("", await WhoAsync(app, $"{parts[0]}.{payload}.{parts[2]}"));
        Assert.Equal("", await WhoAsync(app, $"{parts[0]}.{parts[1]}.{signature[..^4]}AAAA"));
        Assert.Equal("two", await WhoAsync(app, _issuer.Token(Desk("two"))));
    }

    [Fact]
    public async Task Call_RefusedToken_IsCheckedEachTime()
    {
        await using var app = await StartAsync();
        var late = _issuer.Token(Desk("one"), Forgery.Expired);

        Assert.Equal("", await WhoAsync(app, late));
        Assert.Equal("", await WhoAsync(app, late));
        Assert.Equal(2, _checked);
    }

    [Fact]
    public async Task Call_KnownTokenOfAStandin_IsForWhomEachRequestSays()
    {
        await using var app = await StartAsync();
        var token = _issuer.Token(new() { ["sub"] = "partners", ["roles"] = Service });

        Assert.Equal("a", await WhoAsync(app, token, "a"));
        Assert.Equal("b", await WhoAsync(app, token, "b"));
        Assert.Equal("", await WhoAsync(app, token));
        Assert.Equal(1, _checked);
    }

    private KnownToken Known() => new("de", new ClaimsIdentity(), _keys, Noon.UtcDateTime, Noon.UtcDateTime.AddMinutes(10));

    private async Task<WebApplication> StartAsync()
    {
        await _issuer.StartAsync();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        (builder.Configuration["Identity:Issuers:all:Authority"], builder.Configuration["Identity:Issuers:all:Kind"]) = (_issuer.Authority, "Demo");
        builder.Configuration["Identity:MayActForPartners:0"] = "partners";
        builder.AddIdentity();
        // The last of what is looked at but for the signature.
        builder.Services.PostConfigure<JwtBearerOptions>(Issuers.SchemeOf("all"), bearer => bearer.TokenValidationParameters.LifetimeValidator = (_, expires, _, _) =>
        {
            _checked++;
            return expires > TimeProvider.System.GetUtcNow().UtcDateTime;
        });
        var app = builder.Build();
        app.UseAuthentication();
        app.MapGet("/", (HttpContext context) => context.User.FindFirst("sub")?.Value ?? "");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<string> WhoAsync(WebApplication app, string token, string? partner = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Urls.Single()));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (partner is not null)
        {
            request.Headers.Add(ActingFor.Header, new ActingFor(partner, "DE", "p", "de").ToMetadata("").GetValue(ActingFor.Header));
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, object> Desk(string who) => new() { ["sub"] = who, ["roles"] = Dispatcher };
}
