using System.Text.Json.Nodes;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.OpenApi;

/// <summary>How refusals look.</summary>
internal static class ProblemDescription
{
    /// <summary>The answer to whatever is refused.</summary>
    public static JsonObject Refusal() => new()
    {
        ["description"] = "A refusal: problem details (RFC 9457), with an `ErrorInfo` among its details and, for bad input, a `BadRequest` with every faulty field.",
        ["content"] = new JsonObject
        {
            [Problem.ContentType] = new JsonObject
            {
                ["schema"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["type"] = Text("Always `about:blank`."),
                        ["title"] = Text("What the HTTP status means."),
                        ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status; in a feed, what it would have been before the first event." },
                        ["detail"] = Text("One sentence for people."),
                        ["code"] = Text("The name of the gRPC code."),
                        ["reason"] = Text("The stable reason of the `ErrorInfo`."),
                        ["details"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" }, ["description"] = "The details of the `google.rpc.Status`." },
                    },
                },
            },
        },
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
