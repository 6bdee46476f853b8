using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>The issuers of the configuration, and which of them a token is of.</summary>
internal sealed class Issuers(IOptions<IdentityOptions> options, FetchIssuer fetch, KnownTokens tokens, TimeProvider clock, ILogger<IssuerKeys> log)
{
    /// <summary>The scheme of tokens of nobody we know.</summary>
    public const string NoScheme = "issuer of nobody";

    private const string Prefix = "issuer ";

    // Faulty options are told of at the start with all others, not by whoever asks for them first.
    private readonly Lazy<Dictionary<string, IssuerKeys>> _byName = new(() => options.Value.Issuers.ToDictionary(
        issuer => issuer.Key, issuer => new IssuerKeys(issuer.Key, issuer.Value, options.Value, fetch, clock, log), StringComparer.OrdinalIgnoreCase));

    public IEnumerable<IssuerKeys> All => _byName.Value.Values;

    /// <summary>The scheme that checks the tokens of an issuer.</summary>
    public static string SchemeOf(string name) => Prefix + name;

    /// <summary>The issuer whose tokens a scheme checks.</summary>
    public IssuerKeys Of(string scheme) => _byName.Value[scheme[Prefix.Length..]];

    /// <summary>The issuer of this service's own token.</summary>
    public IssuerKeys OfClient() => _byName.Value[options.Value.ClientIssuers.Single()];

    /// <summary>
    /// Chooses the scheme for a request by what its token says of itself. Nothing of that is believed: whoever lies about the issuer has not
    /// its signature. A token that was checked before is of whom it was then.
    /// </summary>
    public string Choose(HttpContext context)
    {
        var shown = ShownToken.Read(context.Request.Headers.Authorization.ToString());
        context.Features.Set(shown);
        if (shown.IsThere && tokens.Find(shown.Digest, scheme => Of(scheme).Mark) is { } known)
        {
            shown.Known = known;
            return known.Scheme;
        }

        return shown.Token is { } token && All.FirstOrDefault(issuer => issuer.Options.Name == token.Issuer) is { } issuer ? SchemeOf(issuer.Name) : NoScheme;
    }
}

/// <summary>Fetches the keys of the issuers in use anew, so that those that they no longer name end.</summary>
internal sealed class KeyKeeper(Issuers issuers, IOptions<IdentityOptions> options, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(options.Value.KeyLifetime, clock);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            await Task.WhenAll(issuers.All.Select(issuer => issuer.RenewAsync()));
        }
    }
}
