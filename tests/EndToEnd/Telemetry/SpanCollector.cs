using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TaskForce.Testing;

namespace TaskForce.EndToEnd.Telemetry;

/// <summary>What is known of a span: of <c>opentelemetry.proto.trace.v1.Span</c> no more than the tests need.</summary>
/// <param name="Service">The resource's <c>service.name</c>.</param>
internal sealed record Span(string Service, string Name, string TraceId, string SpanId, string ParentId);

/// <summary>Takes traces as OTLP over HTTP, in protobuf, as a collector does.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<Span> _spans = [];
    private readonly LoopbackServer _server;

    public SpanCollector() => _server = new(_ => { }, app =>
    {
        app.MapPost("/v1/traces", TakeAsync);
        app.MapPost("/v1/metrics", () => Results.Ok());
    });

    public IReadOnlyCollection<Span> Spans => _spans;

    public string Endpoint => _server.Http.ToString();

    public Task StartAsync() => _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        // ExportTraceServiceRequest.resource_spans = 1
        foreach (var ofResource in Fields(body.ToArray(), 1))
        {
            // ResourceSpans.resource = 1, .scope_spans = 2; Resource.attributes = 1; ScopeSpans.spans = 2
            var service = Fields(ofResource, 1).SelectMany(resource => Fields(resource, 1)).Where(pair => Text(pair, 1) == "service.name").Select(pair => Text(Fields(pair, 2).First(), 1)).First();
            foreach (var span in Fields(ofResource, 2).SelectMany(scope => Fields(scope, 2)))
            {
                // Span.trace_id = 1, .span_id = 2, .parent_span_id = 4, .name = 5
                _spans.Enqueue(new(service, Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4)));
            }
        }

        return Results.Bytes([], "application/x-protobuf");
    }

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault([]));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault([]));

    // The values of a field that have a length: strings, bytes and messages.
    private static List<byte[]> Fields(byte[] message, int field)
    {
        var input = new CodedInputStream(message);
        var found = new List<byte[]>();
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
