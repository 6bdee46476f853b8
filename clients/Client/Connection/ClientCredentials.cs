using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Core;

namespace TaskForce.Client;

/// <summary>Gets tokens by the OAuth 2.0 client credentials grant (RFC 6749, section 4.4).</summary>
/// <param name="issuer">The issuer's URL; its token endpoint is <c>{issuer}/token</c>.</param>
/// <param name="clientId">Who asks: at the demo issuer a profile, such as <c>dispatcher.de</c>.</param>
/// <param name="clock">Tells from when the token's life counts; the system's if null.</param>
public sealed class ClientCredentials(Uri issuer, string clientId, TimeProvider? clock = null)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Asks the issuer for a token.</summary>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.Unavailable"/> if the issuer does not answer, <see cref="StatusCode.Unauthenticated"/> if it refuses.
    /// It is this type because a call that needs the token fails with it as it is.
    /// </exception>
    public async Task<BearerToken> FetchAsync(CancellationToken cancellation = default)
    {
        try
        {
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = clientId });
            using var response = await Http.PostAsync(new Uri($"{issuer.ToString().TrimEnd('/')}/token"), form, cancellation);
            return await ReadAsync(response, cancellation);
        }
        catch (Exception silence) when (silence is HttpRequestException or JsonException
            || (silence is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"The issuer at {issuer} does not answer.", silence));
        }
    }

    private async Task<BearerToken> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var answer = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<Answer>(cancellation)
            : null;
        if ((int)response.StatusCode is >= 400 and < 500)
        {
            var why = answer?.Description ?? answer?.Error ?? $"HTTP {(int)response.StatusCode}";
            throw new RpcException(new Status(StatusCode.Unauthenticated, $"The issuer gives '{clientId}' no token: {why}"));
        }

        response.EnsureSuccessStatusCode();
        return answer?.AccessToken is { Length: > 0 } text
            ? new(text, (clock ?? TimeProvider.System).GetUtcNow().AddSeconds(answer.ExpiresIn))
            : throw new JsonException("The issuer's answer holds no token.");
    }

    private sealed record Answer(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("error")] string? Error,
        [property: JsonPropertyName("error_description")] string? Description);
}
