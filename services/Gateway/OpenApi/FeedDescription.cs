using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using TaskForce.Gateway.Feeds;

namespace TaskForce.Gateway.OpenApi;

/// <summary>What the document says of watches, which are readable as server-sent events too.</summary>
internal static class FeedDescription
{
    private const string Events =
        "Asked with `Accept: text/event-stream`: server-sent events for as long as the caller listens. Each `data:` is a JSON object of the schema of "
        + "`application/json`, each `id:` its sequence. Heartbeats are comments, which may have an `id:`. A stream that is refused ends with `event: error`, "
        + "whose data is a problem as in `application/problem+json`.";

    /// <summary>The header that a reader goes on with; none for other methods.</summary>
    public static IEnumerable<JsonObject> Parameters(MethodDescriptor method) => !FeedsModule.IsFeed(method) ? [] :
    [
        new()
        {
            ["name"] = "Last-Event-ID",
            ["in"] = "header",
            ["description"] = "With `Accept: text/event-stream`: the `id:` of the last event seen, as `after`, which it goes before.",
            ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "int64" },
        },
    ];

    /// <summary>Adds the other form to the answer of a watch; leaves that of another method as it is.</summary>
    public static JsonObject AsFeed(this JsonObject answer, MethodDescriptor method)
    {
        if (FeedsModule.IsFeed(method))
        {
            answer["content"]![FeedsModule.EventStream] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["description"] = Events } };
        }

        return answer;
    }
}
