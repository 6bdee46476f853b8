using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Rpc;
using Microsoft.AspNetCore.WebUtilities;
using HttpResponse = Microsoft.AspNetCore.Http.HttpResponse;

namespace TaskForce.Gateway.Refusals;

/// <summary>Problem details (RFC 9457) of a <c>google.rpc.Status</c> in JSON.</summary>
internal static class Problem
{
    /// <summary>The type of a body that is one.</summary>
    public const string ContentType = "application/problem+json";

    private const string ErrorInfo = "type.googleapis.com/google.rpc.ErrorInfo";

    /// <summary>Says the same as a status does.</summary>
    /// <param name="status">The status; whatever else it is, is left out.</param>
    /// <param name="http">The HTTP status it came with; null if it came too late for one.</param>
    public static byte[] Of(ReadOnlySpan<byte> status, int? http)
    {
        var said = Parse(status);
        var code = said?["code"] is JsonValue number && number.TryGetValue(out int given) ? (Code)given : Code.Unknown;
        var shown = http ?? HttpStatusOf(code);
        var details = said?["details"] as JsonArray ?? [];
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = ReasonPhrases.GetReasonPhrase(shown),
            ["status"] = shown,
            ["detail"] = said?["message"]?.DeepClone(),
            ["code"] = JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString()),
            ["reason"] = ReasonOf(details)?.DeepClone(),
            ["details"] = details.DeepClone(),
        });
    }

    /// <summary>The stable reason of a status in JSON; null if it has none.</summary>
    public static string? ReasonOf(ReadOnlySpan<byte> status) => ReasonOf(Parse(status)?["details"] as JsonArray ?? [])?.ToString();

    private static JsonNode? ReasonOf(JsonArray details) => details.FirstOrDefault(detail => detail is JsonObject && detail["@type"]?.ToString() == ErrorInfo)?["reason"];

    /// <summary>Says what is wrong in place of an answer that has not begun.</summary>
    public static async Task WriteAsync(HttpResponse response, byte[] problem)
    {
        response.ContentType = ContentType;
        response.ContentLength = null;
        await response.Body.WriteAsync((byte[])[.. problem, (byte)'\n']);
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // As google.rpc.Code has it, and the services for what comes in time.
    private static int HttpStatusOf(Code code) => code switch
    {
        Code.InvalidArgument or Code.FailedPrecondition or Code.OutOfRange => StatusCodes.Status400BadRequest,
        Code.Unauthenticated => StatusCodes.Status401Unauthorized,
        Code.PermissionDenied => StatusCodes.Status403Forbidden,
        Code.NotFound => StatusCodes.Status404NotFound,
        Code.AlreadyExists or Code.Aborted => StatusCodes.Status409Conflict,
        Code.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        Code.Cancelled => StatusCodes.Status499ClientClosedRequest,
        Code.Unimplemented => StatusCodes.Status501NotImplemented,
        Code.Unavailable => StatusCodes.Status503ServiceUnavailable,
        Code.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}
