using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Gets an issuer's discovery document and the keys it leads to.</summary>
/// <param name="authority">The issuer's authority.</param>
/// <param name="cancellation">Ends the attempt.</param>
public delegate Task<OpenIdConnectConfiguration> FetchIssuer(string authority, CancellationToken cancellation);

/// <summary>
/// An issuer's keys: fetched when a token needs one that is not known, then again and again, so that a new key is known at once and an old
/// one ends. While the issuer is away, what is known of it goes on to hold. Thread safe.
/// </summary>
internal sealed partial class IssuerKeys(string name, IssuerOptions issuer, IdentityOptions identity, FetchIssuer fetch, TimeProvider clock, ILogger<IssuerKeys> log)
    : IConfigurationManager<OpenIdConnectConfiguration>
{
    // One that is away is found again soon; it has no keys to be asked for meanwhile.
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private volatile Known? _known;
    private volatile bool _isAway;
    private DateTimeOffset _asked = DateTimeOffset.MinValue;
    private Task _fetching = Task.CompletedTask;

    /// <summary>What the configuration calls it.</summary>
    public string Name => name;

    public IssuerOptions Options => issuer;

    /// <summary>Stands for what is known of the issuer now, and for nothing that was known before or will be; null if nothing is known, or only what is too old.</summary>
    public object? Mark => Current?.Mark;

    /// <summary>What is known of the issuer; it is asked if nothing is.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>, <c>ISSUER_UNAVAILABLE</c>.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        await EnsureAsync("", cancel);
        return _known?.Document ?? throw Away();
    }

    /// <summary>Sees to it that a key is known, if the issuer has it.</summary>
    /// <param name="keyId">The token's <c>kid</c>; any key will do if it is empty.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>, <c>ISSUER_UNAVAILABLE</c>: nobody can tell whether the issuer has the key.</exception>
    public async Task EnsureAsync(string keyId, CancellationToken cancellation)
    {
        if (Knows(keyId))
        {
            return;
        }

        await RefreshAsync(_isAway ? AwayPause : identity.KeyPause).WaitAsync(cancellation);
        if (!Knows(keyId) && _isAway)
        {
            throw Away();
        }
    }

    /// <summary>Fetches the keys of an issuer that is in use anew.</summary>
    public Task RenewAsync() => _known is null ? Task.CompletedTask : RefreshAsync(TimeSpan.Zero);

    // Ours renews by itself.
    void IConfigurationManager<OpenIdConnectConfiguration>.RequestRefresh()
    {
    }

    private Known? Current => _known is { } known && clock.GetUtcNow() - known.Time < identity.KeysKept ? known : null;

    private bool Knows(string keyId) => Current is { } known && (keyId.Length == 0 || known.Document.SigningKeys.Any(key => key.KeyId == keyId));

    // Whoever comes while it runs waits for the one that runs.
    private Task RefreshAsync(TimeSpan pause)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_fetching.IsCompleted && now - _asked >= pause)
            {
                _asked = now;
                _fetching = FetchAsync();
            }

            return _fetching;
        }
    }

    private async Task FetchAsync()
    {
        try
        {
            var document = await fetch(issuer.Authority, CancellationToken.None);
            if (document.Issuer != issuer.Name || document.SigningKeys.Count == 0)
            {
                throw new InvalidOperationException(
                    $"Its document is of '{document.Issuer}' and has {document.SigningKeys.Count} keys; it should be of '{issuer.Name}' and have one.");
            }

            _known = new(document, clock.GetUtcNow());
            _isAway = false;
        }
        // Whatever keeps the document from being read, the issuer is not there for us.
        catch (Exception fault)
        {
            _isAway = true;
            LogAway(name, issuer.Authority, fault.GetBaseException().Message);
        }
    }

    private DomainException Away() => new(
        Fault.Unavailable, "ISSUER_UNAVAILABLE", $"The issuer {name} does not answer, so that its tokens cannot be checked; try again.")
    {
        RetryAfter = AwayPause,
    };

    [LoggerMessage(LogLevel.Warning, "The keys of the issuer {Name} could not be fetched from {Authority}: {Cause}")]
    private partial void LogAway(string name, string authority, string cause);

    private sealed record Known(OpenIdConnectConfiguration Document, DateTimeOffset Time)
    {
        // Whoever remembers it keeps nothing of the document.
        public object Mark { get; } = new();
    }
}
