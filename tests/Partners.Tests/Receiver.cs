using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TaskForce.Testing;

namespace TaskForce.Partners.Tests;

/// <summary>What a partner received.</summary>
/// <param name="Id">The header <c>webhook-id</c>.</param>
/// <param name="Headers">All headers, in lower case.</param>
/// <param name="Body">As it came.</param>
public sealed record Received(string Id, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The CloudEvent.</summary>
    public JsonElement Event => JsonDocument.Parse(Body).RootElement;

    /// <summary>
    /// Whether it is signed with a secret, judged from the text of Standard Webhooks alone: base64 of HMAC-SHA256 over id, timestamp and body, joined by full stops,
    /// one of the signatures that are divided by blanks, each after its version and a comma.
    /// </summary>
    public bool IsSignedWith(string secret)
    {
        var signed = Encoding.UTF8.GetBytes($"{Headers["webhook-id"]}.{Headers["webhook-timestamp"]}.").Concat(Body).ToArray();
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret.Split('_', 2)[1]));
        var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(signed));
        return Headers["webhook-signature"].Split(' ').Contains(expected);
    }
}

/// <summary>A partner's server on a free port, which answers as the test says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();

    public Receiver() => _server = new(_ => { }, app => app.Map("/{path}", TakeAsync));

    /// <summary>How it answers; 204 unless set.</summary>
    public Func<Received, HttpContext, Task>? Answer { get; set; }

    /// <summary>Paths that were called beside the right one.</summary>
    public ConcurrentQueue<string> Strayed { get; } = [];

    /// <summary>Where it takes events.</summary>
    public string Url => $"{_server.Http}hook";

    /// <summary>Its port.</summary>
    public int Port => _server.Http.Port;

    /// <summary>Answers every event, or those of a subject, with a status.</summary>
    public void Say(int status, string? subject = null) => Answer = (received, context) =>
    {
        context.Response.StatusCode = subject is null || received.Event.GetProperty("subject").GetString() == subject ? status : StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public Task StartAsync() => _server.StartAsync();

    /// <summary>The next that comes.</summary>
    public async Task<Received> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    /// <summary>The ids of the next that come.</summary>
    public async Task<List<string>> NextAsync(int count)
    {
        var ids = new List<string>();
        while (ids.Count < count)
        {
            ids.Add((await NextAsync()).Id);
        }

        return ids;
    }

    /// <summary>Whether nothing has come that was not read.</summary>
    public bool IsQuiet => _received.Reader.Count == 0;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (context.Request.Path != "/hook")
        {
            Strayed.Enqueue(context.Request.Path);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new Received(
            context.Request.Headers["webhook-id"].ToString(), context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body.ToArray());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        _received.Writer.TryWrite(received);
        await (Answer?.Invoke(received, context) ?? Task.CompletedTask);
    }
}
