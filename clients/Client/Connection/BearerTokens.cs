namespace TaskForce.Client;

/// <summary>A bearer token.</summary>
/// <param name="Text">What goes into the <c>authorization</c> header after <c>Bearer</c>.</param>
/// <param name="ExpireTime">When the issuer lets it lapse.</param>
public sealed record BearerToken(string Text, DateTimeOffset ExpireTime)
{
    // A token that lapses on its way to the server is refused there.
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    /// <summary>Whether it is still worth sending.</summary>
    public bool IsGood(DateTimeOffset now) => now < ExpireTime - Early;
}

/// <summary>Keeps one identity's token at hand and fetches another in time. Thread safe.</summary>
/// <param name="fetch">Gets a token. Its argument is one that the server has refused, or null: the answer must be another.</param>
/// <param name="clock">Tells when a token lapses; the system's if null.</param>
public sealed class BearerTokens(Func<BearerToken?, CancellationToken, Task<BearerToken>> fetch, TimeProvider? clock = null) : IDisposable
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly SemaphoreSlim _one = new(1);
    private volatile BearerToken? _token;
    private volatile BearerToken? _refused;

    /// <summary>A token that is good now.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellation = default)
    {
        if (Current() is { } token)
        {
            return token;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            return Current() ?? (_token = await fetch(_refused, cancellation)).Text;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Says that the server did not take the current token: the next call gets another.</summary>
    public void Refuse() => _refused = _token;

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private string? Current() => _token is { } token && token != _refused && token.IsGood(_clock.GetUtcNow()) ? token.Text : null;
}
