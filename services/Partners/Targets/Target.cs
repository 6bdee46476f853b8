using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Sealing;
using TaskForce.Partners.Webhooks;

namespace TaskForce.Partners.Targets;

/// <summary>How an attempt went.</summary>
/// <param name="Reason">Why it failed; empty if the target took the event.</param>
/// <param name="HttpStatus">What it answered; 0 for nothing.</param>
internal readonly record struct Answer(string Reason, int HttpStatus)
{
    /// <summary>How long the target asks to be left alone; null if it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsTaken => Reason.Length == 0;

    /// <summary>Whether the target says that it wants nothing any more.</summary>
    public bool IsGone => HttpStatus == StatusCodes.Status410Gone;

    /// <summary>Whether it is the target that fails, and not this event.</summary>
    public bool IsOfTarget => HttpStatus is 0 or StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError;
}

/// <summary>Sends events to targets. Thread safe.</summary>
internal sealed class Target(HttpClient http, SecretKeys keys, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>What is read of an answer, at most: that there is one is all that counts.</summary>
    public const int MostAnswerBytes = 16 * 1024;

    /// <summary>Makes one attempt. Never throws but for <paramref name="stopping"/>, and <see cref="SealedException"/> where another process has a newer key.</summary>
    public async Task<Answer> SendAsync(Webhook webhook, CloudEvent sent, CancellationToken stopping)
    {
        // Of an answer that takes its time the time of day does not matter, and may be set in between.
        using var late = new CancellationTokenSource(options.Value.Timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            using var request = Request(webhook, sent, clock.GetUtcNow());
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Read(response);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new("TIMEOUT", 0);
        }
        catch (HttpRequestException fault)
        {
            return new(Explain(fault), 0);
        }
    }

    private HttpRequestMessage Request(Webhook webhook, CloudEvent sent, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Terms.Target) { Content = new ByteArrayContent(sent.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvent.ContentType, "utf-8");
        request.Headers.Add("webhook-id", sent.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", SigningSecrets.Sign(keys.Signing(webhook, now), sent.Id, now, sent.Body));
        request.Headers.UserAgent.Add(new("TaskForce-Webhooks", "1"));
        return request;
    }

    private Answer Read(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => new("", status),
            >= 300 and < 400 => new("REDIRECTED", status),
            _ => new("REFUSED", status) { RetryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - clock.GetUtcNow() : null },
        };
    }

    private static string Explain(HttpRequestException fault) => fault switch
    {
        { InnerException: TargetForbiddenException } => "TARGET_FORBIDDEN",
        { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } => "TLS",
        _ => "NO_ANSWER",
    };
}
