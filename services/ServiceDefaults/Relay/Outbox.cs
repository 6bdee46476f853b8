using System.Text.Json;
using Dapr.Client;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Events;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>Brings events to the broker, each until it is taken or there is no hope for it. Thread safe.</summary>
/// <param name="client">The sidecar.</param>
/// <param name="topic">Where to.</param>
/// <param name="options">How.</param>
/// <param name="metrics">Is told how it goes.</param>
/// <param name="clock">For pauses.</param>
/// <param name="log">Is told once that the broker is away, and once that it is back.</param>
internal sealed partial class Outbox(DaprClient client, string topic, IOptions<RelayOptions> options, RelayMetrics metrics, TimeProvider clock, ILogger<Outbox> log)
{
    private static readonly StatusCode[] Refusals =
        [StatusCode.InvalidArgument, StatusCode.OutOfRange, StatusCode.ResourceExhausted, StatusCode.DataLoss, StatusCode.Internal, StatusCode.Unknown];

    private readonly RelayOptions _options = options.Value;
    private int _isAway;
    private int _parkedInRow;

    public string Topic => topic;

    /// <summary>Publishes an event, however long that takes.</summary>
    /// <returns>Null; or, for one that the broker refuses while it takes others, why. It was told of that on the topic for what is parked.</returns>
    public async Task<string?> SendAsync(CloudEvent change, byte[] body, CancellationToken cancellation)
    {
        var (refusals, isBrokerThere, refused) = (0, false, (long?)null);
        for (var failures = 1; await FailureAsync(topic, change.PartitionKey, body, cancellation) is { } failure; failures++)
        {
            metrics.Fail();
            LogAway(change.Id, failure);
            (refusals, refused) = IsRefusal(failure) ? (refusals + 1, refused ?? clock.GetTimestamp()) : (refusals, refused);
            if (!IsRefusal(failure) || !IsEnough(refusals, refused) || Volatile.Read(ref _parkedInRow) >= _options.MaxParkedInRow)
            {
                isBrokerThere = false;
            }
            else if (isBrokerThere && await TellAsync(change, $"{failure}", cancellation) is null)
            {
                Interlocked.Increment(ref _parkedInRow);
                return $"{failure}";
            }
            else if (isBrokerThere = !isBrokerThere && await ProbeAsync(change, cancellation) is null)
            {
                // It may have come back just now: refused once more at once, the event itself is the cause.
                continue;
            }

            await Task.Delay(PauseAfter(failures), clock, cancellation);
        }

        metrics.Publish();
        Volatile.Write(ref _parkedInRow, 0);
        LogBackAgain();
        return null;
    }

    /// <summary>Tries an event once; null if the sidecar took it.</summary>
    public Task<StatusCode?> TryOnceAsync(CloudEvent change, byte[] body, CancellationToken cancellation) => FailureAsync(topic, change.PartitionKey, body, cancellation);

    /// <summary>Says on the topic for what is parked that an event is none, until that is taken, or refused as often as an event may be.</summary>
    public async Task NoteAsync(CloudEvent change, string reason, CancellationToken cancellation)
    {
        var refusals = 0;
        for (var failures = 1; await TellAsync(change, reason, cancellation) is { } failure; failures++)
        {
            metrics.Fail();
            LogAway(change.Id, failure);
            refusals += IsRefusal(failure) ? 1 : 0;
            if (refusals >= _options.MaxRefusals)
            {
                return;
            }

            await Task.Delay(PauseAfter(failures), clock, cancellation);
        }

        LogBackAgain();
    }

    // What became of an event. Null if the broker took that.
    private Task<StatusCode?> TellAsync(CloudEvent change, string reason, CancellationToken cancellation)
    {
        var notice = change with { Id = $"{change.Id}-parked", Type = "dev.taskforce.relay.parked" };
        var data = JsonSerializer.Serialize(new { id = change.Id, type = change.Type, topic, reason });
        return FailureAsync($"{topic}.parked", change.PartitionKey, notice.Write(data), cancellation);
    }

    // Whether the broker takes anything in the very place where the event would go. It names nothing, before every place in the log: no reader may take the event for known by it.
    private Task<StatusCode?> ProbeAsync(CloudEvent change, CancellationToken cancellation)
    {
        var probe = change with { Id = $"{change.Id}-probe", Type = "dev.taskforce.relay.probe", Subject = "", Sequence = 0 };
        return FailureAsync(topic, change.PartitionKey, probe.Write("{}"), cancellation);
    }

    // Of everything else a component that is missing, a token or a permission may be the cause, or the way to the broker: that is no event's fault.
    private static bool IsRefusal(StatusCode failure) => Refusals.Contains(failure);

    private bool IsEnough(int refusals, long? since) =>
        refusals >= _options.MaxRefusals && since is { } first && clock.GetElapsedTime(first) >= _options.ParkAfter;

    private async Task<StatusCode?> FailureAsync(string to, string key, byte[] body, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            // Brokers call the key by different names; each leaves out what it does not know.
            var metadata = new Dictionary<string, string> { ["partitionKey"] = key, ["orderingKey"] = key };
            await client.PublishByteEventAsync(_options.Component, to, body, CloudEvent.ContentType, metadata, either.Token);
            return null;
        }
        catch (Exception failure) when (failure is Dapr.DaprException or RpcException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return late.IsCancellationRequested ? StatusCode.DeadlineExceeded : (failure as RpcException ?? failure.InnerException as RpcException)?.StatusCode ?? StatusCode.Unknown;
        }
    }

    private TimeSpan PauseAfter(int failures)
    {
        var whole = TimeSpan.FromTicks((long)Math.Min(_options.LongestRetry.Ticks, _options.FirstRetry.Ticks * Math.Pow(2, Math.Min(failures, 30) - 1)));
        return (whole / 2) + (whole / 2 * Random.Shared.NextDouble());
    }

    private void LogAway(string id, StatusCode failure)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
        {
            LogFailed(topic, id, failure);
        }
    }

    private void LogBackAgain()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
        {
            LogBack();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events cannot be published to {Topic} now and wait in the log; the first was {Event}: {Failure}")]
    private partial void LogFailed(string topic, string @event, StatusCode failure);

    [LoggerMessage(LogLevel.Information, "Events are published again")]
    private partial void LogBack();
}
