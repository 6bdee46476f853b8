using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using HttpResponse = Microsoft.AspNetCore.Http.HttpResponse;

namespace TaskForce.Gateway.Refusals;

/// <summary>
/// Writes a refusal in the protocol of the call: the only place that does. If the answer has begun, the refusal ends it where the
/// protocol has an end to write to, so that a caller can tell a broken stream from a complete one.
/// </summary>
internal static class RefusalWriter
{
    private const byte TrailerFrame = 0x80;

    private static readonly JsonFormatter Json = new(
        JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    public static Task RefuseAsync(this HttpContext context, Refusal refusal)
    {
        var protocol = context.Request.GetProtocol();
        return protocol switch
        {
            Protocol.Rest => WriteRestAsync(context.Response, refusal),
            Protocol.Grpc => WriteGrpcAsync(context.Response, refusal),
            _ => WriteGrpcWebAsync(context, refusal, protocol),
        };
    }

    private static Task WriteGrpcAsync(HttpResponse response, Refusal refusal)
    {
        if (!response.HasStarted)
        {
            Begin(response, StatusCodes.Status200OK, "application/grpc");
            foreach (var (name, value) in Trailers(refusal))
            {
                response.Headers[name] = value;
            }
        }
        else if (response.SupportsTrailers())
        {
            foreach (var (name, value) in Trailers(refusal))
            {
                response.AppendTrailer(name, value);
            }
        }

        return response.CompleteAsync();
    }

    private static async Task WriteGrpcWebAsync(HttpContext context, Refusal refusal, Protocol protocol)
    {
        if (!context.Response.HasStarted)
        {
            Begin(context.Response, StatusCodes.Status200OK, context.Request.ContentType!);
        }

        var text = string.Concat(Trailers(refusal).Select(trailer => $"{trailer.Name}: {trailer.Value}\r\n"));
        var frame = new byte[5 + Encoding.ASCII.GetByteCount(text)];
        frame[0] = TrailerFrame;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        Encoding.ASCII.GetBytes(text, frame.AsSpan(5));
        var body = protocol == Protocol.GrpcWebText ? Encoding.ASCII.GetBytes(Convert.ToBase64String(frame)) : frame;
        await context.Response.Body.WriteAsync(body);
    }

    // A stream of JSON lines gets one more line, as a service would write it.
    private static async Task WriteRestAsync(HttpResponse response, Refusal refusal)
    {
        var status = Json.Format(refusal.ToStatus());
        if (response.HasStarted)
        {
            await response.WriteAsync($"\n{status}\n");
            return;
        }

        Begin(response, refusal.HttpStatus, Problem.ContentType);
        if (refusal.Code == Code.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (refusal.RetryAfter is { } delay)
        {
            response.Headers.RetryAfter = Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await Problem.WriteAsync(response, Problem.Of(Encoding.UTF8.GetBytes(status), refusal.HttpStatus));
    }

    private static void Begin(HttpResponse response, int status, string contentType)
    {
        response.Clear();
        response.StatusCode = status;
        response.ContentType = contentType;
    }

    private static IEnumerable<(string Name, string Value)> Trailers(Refusal refusal) =>
    [
        ("grpc-status", ((int)refusal.Code).ToString(CultureInfo.InvariantCulture)),
        ("grpc-message", Uri.EscapeDataString(refusal.Message)),
        ("grpc-status-details-bin", Convert.ToBase64String(refusal.ToStatus().ToByteArray())),
    ];
}
