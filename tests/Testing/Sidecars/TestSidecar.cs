using System.Collections.Concurrent;
using System.Text.Json;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace TaskForce.Testing.Sidecars;

/// <summary>An event that the broker has.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Event">The CloudEvent.</param>
/// <param name="Key">What the broker orders by.</param>
public sealed record Published(string Topic, JsonElement Event, string Key)
{
    /// <summary>Its id.</summary>
    public string Id => Event.GetProperty("id").GetString()!;

    /// <summary>Its type.</summary>
    public string Type => Event.GetProperty("type").GetString()!;

    /// <summary>Its subject; null if it has none.</summary>
    public string? Subject => Event.TryGetProperty("subject", out var subject) ? subject.GetString() : null;

    /// <summary>Its place in the log.</summary>
    public long Sequence => long.Parse(Event.GetProperty("sequence").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// A Dapr sidecar that a test plays, at the wire: it speaks Dapr's gRPC API on a port of its own, its broker can be away, slow or refuse, and it calls the
/// service's side of that API. What a real one does beyond that it cannot show.
/// </summary>
public sealed class TestSidecar : IAsyncDisposable
{
    /// <summary>What the sidecar wants to be shown.</summary>
    public const string ApiToken = "api-token-of-the-test";

    /// <summary>What it shows when it calls the service.</summary>
    public const string AppToken = "app-token-of-the-test";

    private readonly LoopbackServer _server;
    private readonly ConcurrentQueue<Published> _published = [];
    private long _taken;

    /// <summary>A sidecar that is not started.</summary>
    public TestSidecar() => _server = new(services => services.AddSingleton(this), app => app.MapGrpcService<SidecarService>());

    /// <summary>What the broker has, in its order, twice what it was given twice.</summary>
    public IReadOnlyList<Published> Published => [.. _published];

    /// <summary>How many events the broker has.</summary>
    public int Count => _published.Count;

    /// <summary>What a reader of a topic has taken, in the order of the log, that passes over what it knows: for each key, whatever is not after the last one it took.</summary>
    public List<Published> TakenFrom(string topic)
    {
        var last = new Dictionary<string, long>();
        var taken = new List<Published>();
        foreach (var each in _published.Where(each => each.Topic == topic && each.Sequence > last.GetValueOrDefault(each.Key)))
        {
            last[each.Key] = each.Sequence;
            taken.Add(each);
        }

        return [.. taken.OrderBy(each => each.Sequence)];
    }

    /// <summary>What becomes of an event: a status if it is refused, null if it is taken. May wait.</summary>
    public Func<Published, Task<StatusCode?>> Broker { get; set; } = _ => Task.FromResult<StatusCode?>(null);

    /// <summary>Whether an answer is given for an event that was taken, by how many were before; otherwise the call is broken off.</summary>
    public Func<long, bool> Answers { get; set; } = _ => true;

    /// <summary>Comes before each answer of the secret store. May wait.</summary>
    public Func<Task> SecretStore { get; set; } = () => Task.CompletedTask;

    /// <summary>Secrets by <c>store/name</c>.</summary>
    public Dictionary<string, Dictionary<string, string>> Secrets { get; } = [];

    /// <summary>The settings of a service beside it.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["DAPR_GRPC_PORT"] = $"{_server.Grpc.Port}",
        ["DAPR_API_TOKEN"] = ApiToken,
        ["APP_API_TOKEN"] = AppToken,
        ["Relay:FirstRetry"] = "00:00:00.005",
        ["Relay:LongestRetry"] = "00:00:00.05",
        ["Relay:ParkAfter"] = "00:00:00",
    };

    /// <summary>Starts it, on the port that it had before if it had any.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <summary>Kills it: calls under way are cut off.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Calls a service as the sidecar does with an event that came.</summary>
    /// <param name="door">The service's door for it.</param>
    /// <param name="change">The event.</param>
    /// <param name="token">The token that is shown; none if null.</param>
    public static async Task<TopicEventResponse.Types.TopicEventResponseStatus> DeliverAsync(Uri door, TopicEventRequest change, string? token = AppToken)
    {
        using var channel = GrpcChannel.ForAddress(door);
        return (await CallAsync(channel, SidecarServiceBase.TopicEvent, change, token)).Status;
    }

    /// <summary>Asks a service what it subscribes to.</summary>
    public static async Task<ListTopicSubscriptionsResponse> AskAsync(Uri door, string? token = AppToken)
    {
        using var channel = GrpcChannel.ForAddress(door);
        return await CallAsync(channel, SidecarServiceBase.Subscriptions, new(), token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal static void MustShowToken(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("dapr-api-token") != ApiToken)
        {
            throw new RpcException(new(StatusCode.Unauthenticated, "invalid api token"));
        }
    }

    internal async Task TakeAsync(PublishEventRequest request, CancellationToken cancellation)
    {
        if (request.PubsubName is not ("events" or "intake") || request.DataContentType != "application/cloudevents+json")
        {
            throw new RpcException(new(StatusCode.InvalidArgument, $"pubsub {request.PubsubName} is not found, or {request.DataContentType} no CloudEvent"));
        }

        var change = new Published(request.Topic, JsonSerializer.Deserialize<JsonElement>(request.Data.Span), request.Metadata.GetValueOrDefault("partitionKey", ""));
        if (await Broker(change).WaitAsync(cancellation) is { } refusal)
        {
            throw new RpcException(new(refusal, $"error when publish to topic {request.Topic} in pubsub {request.PubsubName}"));
        }

        _published.Enqueue(change);
        if (!Answers(Interlocked.Increment(ref _taken)))
        {
            throw new RpcException(new(StatusCode.Unavailable, "connection reset by peer"));
        }
    }

    private static async Task<TResponse> CallAsync<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, TRequest request, string? token)
        where TRequest : class where TResponse : class
    {
        Metadata shown = token is null ? [] : new() { { "dapr-api-token", token } };
        return await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new(shown), request);
    }
}
