using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Framing;

/// <summary>Lets only requests through that are framed as gRPC frames them: a service answers others <c>INTERNAL</c>, as if they were its fault.</summary>
internal static class FramingModule
{
    private static readonly FrozenSet<string> Streams = Contracts.Services.SelectMany(service => service.Methods)
        .Where(method => method.IsClientStreaming).Select(method => $"/{method.Service.FullName}/{method.Name}").ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Encodings = new[] { "gzip", "deflate" }.ToFrozenSet(StringComparer.Ordinal);

    public static void UseFraming(this IApplicationBuilder proxy) => proxy.Use(async (context, next) =>
    {
        var request = context.Request;
        if (request.GetProtocol() is var protocol and not Protocol.Rest)
        {
            var frames = new FrameReader(Streams.Contains(request.Path.Value ?? ""), Encodings.Contains(request.Headers["grpc-encoding"].ToString()));
            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } && frames.End() is { } fault)
            {
                await context.RefuseAsync(fault);
                return;
            }

            request.Body = new FramedBody(request.Body, frames, protocol == Protocol.GrpcWebText);
        }

        await next(context);
    });
}
