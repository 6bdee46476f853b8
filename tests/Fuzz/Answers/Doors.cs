using System.Net;
using System.Net.Http.Headers;
using TaskForce.Fuzz.Cases;
using TaskForce.Testing;

namespace TaskForce.Fuzz.Answers;

/// <summary>Sends cases and reads what comes back. Thread safe.</summary>
internal sealed class Doors(LocalTaskForce target, Tokens tokens) : IDisposable
{
    // Far longer than anything takes, also on a busy machine: who waits so long waits for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const int MostTaken = 8 * 1024 * 1024;

    private const int MostBytes = 64 * 1024 * 1024;

    private readonly HttpClient _http2 = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HttpClient _http1 = new(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The answer, or why there was none.</summary>
    public async Task<(Answer? Answer, string? Fault)> CallAsync(Case asked, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        either.CancelAfter(Patience);
        try
        {
            using var request = await RequestAsync(asked, cancellation);
            using var response = await (asked.Door == Door.Grpc ? _http2 : _http1).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var (body, isComplete) = await ReadAsync(asked, response, either.Token);
            return (Understand(asked, response, body, isComplete), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "it hangs");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException && asked is { Door: not Door.Grpc, Body.Length: > MostTaken })
        {
            // HTTP/1.1 has no way to say no to who still sends: the server closes the connection.
            return (new((int)HttpStatusCode.RequestEntityTooLarge, Grpc.Core.StatusCode.ResourceExhausted, "REQUEST_TOO_LARGE", "", []), null);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return (null, $"the connection broke: {broken.InnerException?.Message ?? broken.Message}");
        }
    }

    public void Dispose()
    {
        _http1.Dispose();
        _http2.Dispose();
    }

    private static Answer Understand(Case asked, HttpResponseMessage response, byte[] body, bool isComplete)
    {
        var http = (int)response.StatusCode;
        if (asked.Door == Door.Rest)
        {
            return Answer.OfJson(http, body);
        }

        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = isComplete ? [.. response.Headers, .. response.TrailingHeaders] : response.Headers;
        var trailers = headers.SelectMany(header => header.Value, (header, value) => (header.Key, value)).ToLookup(pair => pair.Key, pair => pair.value, StringComparer.OrdinalIgnoreCase);
        return asked.Door == Door.Grpc ? Answer.Of(http, body, trailers) : Answer.OfWeb(http, body, trailers);
    }

    // A watch has no end: its first message is answer enough.
    private static async Task<(byte[] Body, bool IsComplete)> ReadAsync(Case asked, HttpResponseMessage response, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellation);
            body.Write(buffer, 0, read);
            if (read == 0)
            {
                return (body.ToArray(), true);
            }

            if (body.Length > MostBytes)
            {
                throw new IOException("more than 64 MiB came");
            }

            var isEnough = asked is { Rpc.AnswersOnce: false, Rpc.Method.IsClientStreaming: false } && (asked.Door == Door.Rest || Frames.Read(body.ToArray()).Any());
            if (isEnough && (asked.Door != Door.Rest || response.IsSuccessStatusCode))
            {
                return (body.ToArray(), false);
            }
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(Case asked, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(new(asked.Verb), new Uri(asked.Door == Door.Grpc ? target.Grpc : target.Http, asked.Target))
        {
            Version = asked.Door == Door.Grpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.OfAsync(asked.Profile, cancellation));
        if (asked.Door == Door.Grpc)
        {
            request.Headers.TryAddWithoutValidation("TE", "trailers");
        }

        if (asked.ContentType.Length > 0)
        {
            request.Content = new ByteArrayContent(asked.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", asked.ContentType);
        }

        foreach (var (name, value) in asked.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }
}
