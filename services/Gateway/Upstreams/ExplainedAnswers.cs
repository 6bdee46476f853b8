using System.Text.Json;
using Google.Rpc;
using TaskForce.Gateway.Refusals;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace TaskForce.Gateway.Upstreams;

/// <summary>
/// Makes problem details of what a service refuses over REST, and gives a reason to refusals that have none: those that a service's framework makes by
/// itself, of JSON that it cannot read or a path that it does not know.
/// </summary>
internal static class ExplainedAnswers
{
    // More than any refusal has.
    private const int MostBytes = 1024 * 1024;

    private const string StaleEtag = "STALE_ETAG";

    public static void Explain(TransformBuilderContext transforms) => transforms.AddResponseTransform(async answer =>
    {
        if (answer.ProxyResponse is { IsSuccessStatusCode: false } refused && answer.HttpContext.Request.GetProtocol() == Protocol.Rest)
        {
            await refused.Content.LoadIntoBufferAsync(MostBytes, answer.CancellationToken);
            answer.SuppressResponseBody = true;
            var body = await refused.Content.ReadAsByteArrayAsync(answer.CancellationToken);
            if (Missing(body, (int)refused.StatusCode) is { } refusal)
            {
                await answer.HttpContext.RefuseAsync(refusal);
                return;
            }

            var (request, response) = (answer.HttpContext.Request, answer.HttpContext.Response);
            response.StatusCode = request.Headers.IfMatch.Count > 0 && Problem.ReasonOf(body) == StaleEtag ? StatusCodes.Status412PreconditionFailed : (int)refused.StatusCode;
            await Problem.WriteAsync(response, Problem.Of(body, response.StatusCode));
        }
    });

    /// <summary>What a refusal should have said; null if it says why.</summary>
    private static Refusal? Missing(byte[] body, int status)
    {
        try
        {
            var said = JsonSerializer.Deserialize<Said>(body, JsonSerializerOptions.Web);
            return said is null or { Details.Count: > 0 } ? null : Of(said.Code, Harmless(said.Message), status);
        }
        catch (JsonException)
        {
            return status switch
            {
                StatusCodes.Status404NotFound => Of(Code.NotFound, "There is nothing at this path; /openapi/v1.json lists what there is.", status),
                StatusCodes.Status405MethodNotAllowed => Of(Code.Unimplemented, "This path is not called in this way; /openapi/v1.json lists what there is.", status),
                StatusCodes.Status415UnsupportedMediaType => Of(Code.InvalidArgument, "A body must be JSON.", status),
                < StatusCodes.Status500InternalServerError => Of(Code.InvalidArgument, "The request is not HTTP as the service reads it.", status),
                _ => Of(Code.Internal, "The service failed; its log says why.", status),
            };
        }
    }

    // The framework may tell of its own classes. What it says of enums and of JSON as such helps.
    private static string Harmless(string message) => message.StartsWith("Invalid value '", StringComparison.Ordinal) || message.StartsWith("Request JSON payload", StringComparison.Ordinal)
        ? message
        : "The request is not as the contract of this method has it.";

    private static Refusal Of(Code code, string message, int status) => new(code, code switch
    {
        Code.InvalidArgument => "REQUEST_MALFORMED",
        Code.NotFound => "PATH_UNKNOWN",
        Code.Unimplemented => "METHOD_UNKNOWN",
        _ => "UNEXPLAINED",
    }, message)
    {
        HttpStatus = status,
    };

    private sealed record Said(Code Code, string Message, IReadOnlyList<JsonElement>? Details);
}
