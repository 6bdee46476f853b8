using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.ServiceDefaults.Peers;

/// <summary>This service's own token, by the OAuth 2.0 client credentials grant. Thread safe.</summary>
internal sealed class ServiceTokens(HttpClient http, IOptions<IdentityOptions> options, Issuers issuers, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private volatile Token? _token;

    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        if (_token is { } token && token.GoodUntil > clock.GetUtcNow())
        {
            return token.Text;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            return _token is { } fresh && fresh.GoodUntil > clock.GetUtcNow() ? fresh.Text : (_token = await FetchAsync(cancellation)).Text;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<Token> FetchAsync(CancellationToken cancellation)
    {
        var identity = options.Value;
        var endpoint = identity.TokenEndpoint.Length > 0 ? identity.TokenEndpoint : await FindEndpointAsync(cancellation);
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = identity.ClientId };
        if (identity.ClientSecret.Length > 0)
        {
            form["client_secret"] = identity.ClientSecret;
        }
        else if (identity.ClientSecretFile.Length > 0)
        {
            form["client_secret"] = (await File.ReadAllTextAsync(identity.ClientSecretFile, cancellation)).Trim();
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await http.PostAsync(endpoint, content, cancellation);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<TokenAnswer>(cancellation)
            ?? throw new HttpRequestException("The issuer's answer is empty.");
        return new(answer.AccessToken, clock.GetUtcNow().AddSeconds(answer.ExpiresIn) - Early);
    }

    private async Task<string> FindEndpointAsync(CancellationToken cancellation)
    {
        try
        {
            return (await issuers.OfClient().GetConfigurationAsync(cancellation)).TokenEndpoint;
        }
        catch (DomainException away)
        {
            // As when the endpoint itself does not answer: the client makes a peer that is not there of it.
            throw new HttpRequestException(HttpRequestError.ConnectionError, away.Message, away);
        }
    }

    private sealed record Token(string Text, DateTimeOffset GoodUntil);

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
