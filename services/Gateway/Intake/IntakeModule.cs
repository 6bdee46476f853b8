using System.Collections.Frozen;
using Google.Rpc;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Intake;

/// <summary>Lets only requests through that are whole and framed as they should be: of others, a service could only say that it failed.</summary>
internal static class IntakeModule
{
    private static readonly Refusal Compressed = new(Code.Unimplemented, "COMPRESSION_UNSUPPORTED", "Requests are not taken compressed.")
    {
        HttpStatus = StatusCodes.Status415UnsupportedMediaType,
    };

    private static readonly FrozenSet<string> Streams = Contracts.Services.SelectMany(service => service.Methods)
        .Where(method => method.IsClientStreaming).Select(method => $"/{method.Service.FullName}/{method.Name}").ToFrozenSet(StringComparer.Ordinal);

    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<IntakeOptions>, IntakeOptionsValidator>();
        builder.Services.AddOptions<IntakeOptions>().Bind(builder.Configuration.GetSection("Limits")).ValidateOnStart();
        builder.Services.AddSingleton<WholeRequests>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<IntakeOptions>>((kestrel, options) =>
        {
            var (limits, wanted) = (kestrel.Limits, options.Value);
            limits.MaxRequestHeadersTotalSize = wanted.HeaderBytes;
            limits.RequestHeadersTimeout = wanted.HeadersTimeout;
            limits.Http2.KeepAlivePingDelay = wanted.PingDelay;
            limits.Http2.KeepAlivePingTimeout = wanted.PingTimeout;
            limits.MaxRequestHeaderCount = wanted.Headers;
            limits.Http2.MaxRequestHeaderFieldSize = wanted.HeaderBytes;
            limits.Http2.MaxStreamsPerConnection = wanted.StreamsPerConnection;
            limits.MinResponseDataRate = new(wanted.ResponseBytesPerSecond, wanted.ResponseGrace);
        });
    }

    public static void UseIntake(this IApplicationBuilder proxy)
    {
        var whole = proxy.ApplicationServices.GetRequiredService<WholeRequests>();
        proxy.Use((context, next) => TakeAsync(context, whole, next));
    }

    private static Task TakeAsync(HttpContext context, WholeRequests whole, RequestDelegate next)
    {
        var (request, protocol) = (context.Request, context.Request.GetProtocol());
        var isStream = Streams.Contains(request.Path.Value ?? "");
        var frames = protocol == Protocol.Rest ? null : new FrameReader(isStream);
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return context.RefuseAsync(Compressed);
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return frames?.End() is { } fault ? context.RefuseAsync(fault) : next(context);
        }

        if (frames is not null && isStream)
        {
            request.Body = new FramedBody(request.Body, frames, protocol == Protocol.GrpcWebText);
            return next(context);
        }

        return whole.PassAsync(context, frames, next);
    }
}
