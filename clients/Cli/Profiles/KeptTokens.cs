using TaskForce.Client;

namespace TaskForce.Cli.Profiles;

/// <summary>The tokens of one profile: kept between commands if it has logged in.</summary>
internal sealed class KeptTokens(ProfileStore store, Uri issuer, string profile, TimeProvider clock)
{
    public BearerTokens AsBearerTokens() => new(GetAsync, clock);

    /// <summary>Fetches a token and keeps it from now on.</summary>
    public async Task<BearerToken> LoginAsync(CancellationToken cancellation)
    {
        var token = await new ClientCredentials(issuer, profile, clock).FetchAsync(cancellation);
        store.Keep(profile, issuer, token);
        store.Choose(profile);
        return token;
    }

    private async Task<BearerToken> GetAsync(BearerToken? refused, CancellationToken cancellation)
    {
        if (store.Read(profile, issuer) is { } kept && kept != refused && kept.IsGood(clock.GetUtcNow()))
        {
            return kept;
        }

        var fresh = await new ClientCredentials(issuer, profile, clock).FetchAsync(cancellation);
        if (store.Holds(profile))
        {
            store.Keep(profile, issuer, fresh);
        }

        return fresh;
    }
}
