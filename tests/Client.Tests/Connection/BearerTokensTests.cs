using Microsoft.Extensions.Time.Testing;

namespace TaskForce.Client.Tests.Connection;

public sealed class BearerTokensTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<BearerToken?> _asked = [];

    [Fact]
    public async Task GetAsync_WhileGood_FetchesOnce()
    {
        using var tokens = Tokens();

        Assert.Equal(["1", "1"], [await tokens.GetAsync(), await tokens.GetAsync()]);
    }

    [Fact]
    public async Task GetAsync_ManyAtOnce_FetchOnce()
    {
        using var tokens = Tokens();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.GetAsync().AsTask()));

        Assert.Single(_asked);
    }

    [Fact]
    public async Task GetAsync_ShortlyBeforeItLapses_FetchesAnother()
    {
        using var tokens = Tokens();
        await tokens.GetAsync();

        _clock.Advance(TimeSpan.FromMinutes(9.5));

        Assert.Equal("2", await tokens.GetAsync());
    }

    [Fact]
    public async Task GetAsync_AfterARefusal_FetchesAnotherAndSaysWhichWasRefused()
    {
        using var tokens = Tokens();
        await tokens.GetAsync();

        tokens.Refuse();

        Assert.Equal("2", await tokens.GetAsync());
        Assert.Equal([null, "1"], _asked.Select(token => token?.Text));
    }

    private BearerTokens Tokens() => new((refused, _) =>
    {
        _asked.Add(refused);
        return Task.FromResult(new BearerToken($"{_asked.Count}", _clock.GetUtcNow() + TimeSpan.FromMinutes(10)));
    }, _clock);
}
