using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TaskForce.Client;

namespace TaskForce.Cli.Webhooks;

/// <summary>One thing that a receiver must do.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Why">What goes wrong otherwise, for people.</param>
/// <param name="Requests">What is sent, all at the same time.</param>
/// <param name="IsTaken">Whether each must be answered 2xx; else each must be refused with 4xx.</param>
internal sealed record ConformanceCase(string Name, string Why, IReadOnlyList<HttpRequestMessage> Requests, bool IsTaken = true);

/// <summary>What came of a case.</summary>
/// <param name="Case">Which.</param>
/// <param name="Fault">What was wrong, for people; null if nothing.</param>
internal sealed record ConformanceResult(ConformanceCase Case, string? Fault);

/// <summary>What whoever receives webhooks is held to: each case as the service would send it, or as somebody would who is not the service.</summary>
internal sealed class Conformance(Uri target, WebhookSecret secret, TimeProvider clock)
{
    // As long as the service waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string _run = Guid.NewGuid().ToString("N")[..12];
    private int _events;

    private IEnumerable<ConformanceCase> Cases
    {
        get
        {
            var known = Event();
            yield return new("takes-an-event", "Every event ends as a dead letter.", [Signed(known)]);
            yield return new("takes-it-again", "After a crash an event may come twice: it must be answered as taken, and counted once.", [Signed(known)]);
            yield return new("takes-either-secret", "While a secret is replaced there are two signatures, and the right one may be the second.", [Signed(Event(), signatures: right => $"v1,{Convert.ToBase64String(new byte[32])} {right}")]);
            yield return new("passes-over-other-versions", "Signatures of a version that you do not know stand beside the one that you do.", [Signed(Event(), signatures: right => $"v1a,{Convert.ToBase64String(new byte[64])} {right}")]);
            yield return new("takes-unknown-types", "New types of events and new fields come without a new version.", [Signed(Event("dev.taskforce.lighthouse.lit", new { colour = "green", nested = new { deep = true } }))]);
            yield return new("takes-all-letters", "Names are in Arabic too, and beyond the basic plane.", [Signed(Event(data: new { hotspot = new { displayName = "طنجة المتوسط 🚢 Straße" } }))]);
            yield return new("takes-much", "An event may be some 100 kB.", [Signed(Event(data: new { description = new string('x', 200_000) }))]);
            yield return new("takes-four-at-a-time", "Events of different subjects come beside each other.", [.. Enumerable.Range(0, 4).Select(_ => Signed(Event()))]);
            yield return new("refuses-unsigned", "Anybody could send you events.", [Without("webhook-signature"), Without("webhook-id"), Without("webhook-timestamp")], IsTaken: false);
            yield return new("refuses-other-secrets", "Anybody could send you events.", [Signed(Event(), signatures: _ => $"v1,{Convert.ToBase64String(new byte[32])}")], IsTaken: false);
            yield return new("refuses-changed-bodies", "Somebody on the way could change what you read.", [Changed(Event())], IsTaken: false);
            yield return new("refuses-changed-ids", "Somebody could make one event many.", [Renamed(Event())], IsTaken: false);
            yield return new("refuses-old", "Somebody could send you what they overheard last week.", [Signed(Event(), age: TimeSpan.FromMinutes(10))], IsTaken: false);
            yield return new("refuses-early", "The same, prepared for next week.", [Signed(Event(), age: TimeSpan.FromMinutes(-10))], IsTaken: false);
        }
    }

    /// <summary>Runs each case, in their order.</summary>
    public async IAsyncEnumerable<ConformanceResult> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Patience };
        foreach (var each in Cases)
        {
            var faults = await Task.WhenAll(each.Requests.Select(request => FaultAsync(http, request, each.IsTaken, cancellation)));
            yield return new(each, faults.FirstOrDefault(fault => fault is not null));
        }
    }

    private static async Task<string?> FaultAsync(HttpClient http, HttpRequestMessage request, bool isTaken, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var status = (int)answer.StatusCode;
            return (isTaken ? status is >= 200 and < 300 : status is >= 400 and < 500) ? null
                : $"was answered {status}, and must be {(isTaken ? "taken with 2xx" : "refused with 4xx")}";
        }
        catch (HttpRequestException fault)
        {
            return $"was not answered: {fault.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"was not answered within {Patience.TotalSeconds:0} s";
        }
    }

    private (string Id, byte[] Body) Event(string type = "dev.taskforce.hotspot.created", object? data = null)
    {
        var id = $"conformance-{_run}-{++_events}";
        var sent = new Dictionary<string, object>
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = "/tasking/v1/hotspots",
            ["type"] = type,
            ["subject"] = $"hotspots/{id}",
            ["time"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["datacontenttype"] = "application/json",
            ["sequence"] = _events.ToString(CultureInfo.InvariantCulture),
            ["data"] = data ?? new { hotspot = new { name = $"hotspots/{id}", displayName = "Conformance" } },
        };
        return (id, JsonSerializer.SerializeToUtf8Bytes(sent));
    }

    private HttpRequestMessage Signed((string Id, byte[] Body) sent, Func<string, string>? signatures = null, TimeSpan age = default)
    {
        var seconds = (clock.GetUtcNow() - age).ToUnixTimeSeconds();
        var right = secret.Sign(sent.Id, seconds, sent.Body);
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(sent.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        request.Headers.Add("webhook-id", sent.Id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signatures?.Invoke(right) ?? right);
        return request;
    }

    private HttpRequestMessage Without(string header)
    {
        var request = Signed(Event());
        request.Headers.Remove(header);
        return request;
    }

    private HttpRequestMessage Changed((string Id, byte[] Body) sent)
    {
        var request = Signed(sent);
        var type = request.Content!.Headers.ContentType;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sent.Body).Replace("Conformance", "Forged", StringComparison.Ordinal)));
        request.Content.Headers.ContentType = type;
        return request;
    }

    private HttpRequestMessage Renamed((string Id, byte[] Body) sent)
    {
        var request = Signed(sent);
        request.Headers.Remove("webhook-id");
        request.Headers.Add("webhook-id", $"{sent.Id}-again");
        return request;
    }
}
