using System.Net;
using System.Text;
using System.Text.Json;
using TaskForce.Cli.Shells;
using TaskForce.Client;

namespace TaskForce.Cli.Webhooks;

/// <summary>A partner's receiver, on this machine: verifies each event and takes each id once.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private const int TooSlow = 408;
    private const int LargestBody = 8 << 20;

    // As long as the service waits for an answer: whoever takes longer to send is not the service, and must not hold up the others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpListener _listener = new();
    private readonly IReadOnlyList<WebhookSecret> _secrets;
    private readonly TimeProvider _clock;

    // For three days a partner would keep them on disk; this one is for a desk.
    private readonly HashSet<string> _taken = [];

    /// <exception cref="UsageException">The port is taken.</exception>
    public WebhookReceiver(int port, IReadOnlyList<WebhookSecret> secrets, TimeProvider clock)
    {
        (_secrets, _clock, Url) = (secrets, clock, $"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Url);
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException fault)
        {
            throw new UsageException($"Nothing can be received on port {port}: {fault.Message}");
        }
    }

    public string Url { get; }

    /// <summary>Takes events until it is told to stop.</summary>
    /// <param name="take">Gets the body of each event once, and says whether to go on. What it has not taken is not answered as taken.</param>
    /// <param name="tell">Hears of each that was refused or came again: why, and its id.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task RunAsync(Func<string, bool> take, Action<string, string> tell, CancellationToken cancellation)
    {
        var goesOn = true;
        while (goesOn && await NextAsync(cancellation) is { } context)
        {
            var (status, verdict, body) = await JudgeAsync(context, cancellation);
            var id = context.Request.Headers["webhook-id"] ?? "-";
            if (verdict is null)
            {
                goesOn = take(body);
                _taken.Add(id);
            }
            else
            {
                tell(verdict, id);
            }

            Answer(context.Response, status);
        }
    }

    public ValueTask DisposeAsync()
    {
        // Not Close, which would wait for what those say who have not done.
        _listener.Abort();
        return ValueTask.CompletedTask;
    }

    private static void Answer(HttpListenerResponse response, int status)
    {
        try
        {
            if (status == TooSlow)
            {
                // To answer would wait for the rest.
                response.Abort();
                return;
            }

            response.StatusCode = status;
            response.Close();
        }
        catch (HttpListenerException)
        {
            // Whoever sent it is gone, and sends it again.
        }
    }

    private async Task<HttpListenerContext?> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return await _listener.GetContextAsync().WaitAsync(cancellation);
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It cannot go on.
            return null;
        }
    }

    private async Task<(int Status, string? Verdict, string Body)> JudgeAsync(HttpListenerContext context, CancellationToken cancellation)
    {
        var request = context.Request;
        if (request.HttpMethod != "POST" || request.ContentLength64 is < 0 or > LargestBody)
        {
            return (400, "Not a webhook", "");
        }

        var body = new byte[request.ContentLength64];
        try
        {
            await request.InputStream.ReadExactlyAsync(body, cancellation).AsTask().WaitAsync(Patience, _clock, cancellation);
        }
        catch (OperationCanceledException)
        {
            context.Response.Abort();
            throw;
        }
        catch (TimeoutException)
        {
            return (TooSlow, "Too slow", "");
        }
        catch (Exception fault) when (fault is HttpListenerException or IOException)
        {
            return (400, "Broke off", "");
        }

        var (id, now) = (request.Headers["webhook-id"], _clock.GetUtcNow());
        var faults = _secrets.Select(secret => secret.Check(id, request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], body, now)).ToList();
        if (faults.Count > 0 && !faults.Contains(WebhookFault.None))
        {
            return (401, $"Refused, {faults[0].ToString().ToLowerInvariant()}", "");
        }

        if (!IsEvent(body, id))
        {
            return (400, "Not a CloudEvent with the id of its header", "");
        }

        return _taken.Contains(id!) ? (204, "Had it", "") : (204, null, Encoding.UTF8.GetString(body));
    }

    private static bool IsEvent(byte[] body, string? id)
    {
        try
        {
            using var sent = JsonDocument.Parse(body);
            return sent.RootElement.ValueKind == JsonValueKind.Object && Says(sent.RootElement, "specversion", "1.0") && Says(sent.RootElement, "id", id);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Says(JsonElement sent, string name, string? value) =>
        sent.TryGetProperty(name, out var said) && said.ValueKind == JsonValueKind.String && said.ValueEquals(value);
}
