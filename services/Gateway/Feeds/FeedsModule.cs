using System.Collections.Frozen;
using System.Globalization;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using TaskForce.Gateway.OpenApi;
using TaskForce.Gateway.Refusals;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;
using HttpResponse = Microsoft.AspNetCore.Http.HttpResponse;

namespace TaskForce.Gateway.Feeds;

/// <summary>
/// Lets whoever asks with <c>Accept: text/event-stream</c> read a watch as server-sent events
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html) at its REST path.
/// </summary>
internal static class FeedsModule
{
    /// <summary>The type of the answer.</summary>
    public const string EventStream = "text/event-stream";

    private const string LastEventId = "Last-Event-ID";

    private static readonly Refusal Malformed = new(Code.InvalidArgument, "CURSOR_MALFORMED", $"{LastEventId} must be the id of an event of this feed.");

    private static readonly FrozenSet<string> Paths = Contracts.Services.SelectMany(service => service.Methods).Where(IsFeed)
        .SelectMany(HttpBinding.Of).Where(binding => binding.Verb == "get").Select(binding => binding.Path).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a method is a watch: what it streams has a sequence, and it goes on after one.</summary>
    public static bool IsFeed(MethodDescriptor method) => method is { IsServerStreaming: true, IsClientStreaming: false }
        && method.InputType.FindFieldByName("after") is { FieldType: FieldType.Int64 } && method.OutputType.FindFieldByName("sequence") is { FieldType: FieldType.Int64 };

    /// <summary>Translates the answers of feeds, refusals too; comes before whatever may refuse a call.</summary>
    public static void UseFeeds(this WebApplication app) => app.Use((context, next) => IsAskedFor(context.Request) ? SendAsync(context, next) : next(context));

    private static bool IsAskedFor(HttpRequest request) => HttpMethods.IsGet(request.Method) && Paths.Contains(request.Path.Value ?? "")
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    private static async Task SendAsync(HttpContext context, RequestDelegate next)
    {
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var body = new EventStreamBody(original.Stream, context.Response);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body, original));
        context.Response.OnStarting(() =>
        {
            Describe(context.Response);
            return Task.CompletedTask;
        });
        if (TryResume(context.Request))
        {
            await next(context);
        }
        else
        {
            await context.RefuseAsync(Malformed);
        }

        await body.EndAsync();
        context.Features.Set(original);
    }

    // What a reader has seen weighs more than where it began: a browser connects again at the same address.
    private static bool TryResume(HttpRequest request)
    {
        var seen = request.Headers[LastEventId].ToString();
        if (seen.Length == 0)
        {
            return true;
        }

        if (!long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
        {
            return false;
        }

        var others = request.Query.Where(entry => !entry.Key.Equals("after", StringComparison.OrdinalIgnoreCase));
        request.QueryString = new QueryBuilder(others) { { "after", after.ToString(CultureInfo.InvariantCulture) } }.ToQueryString();
        return true;
    }

    // At the last moment: only then is it known whether the answer is a feed or a refusal.
    private static void Describe(HttpResponse response)
    {
        var isFeed = response.StatusCode == StatusCodes.Status200OK;
        response.ContentType = isFeed ? EventStream : Problem.ContentType;
        response.ContentLength = null;
        response.Headers.CacheControl = "no-store";
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        // Proxies on the way that hold answers back until they have a lot of them are asked not to.
        response.Headers["X-Accel-Buffering"] = "no";
    }
}
