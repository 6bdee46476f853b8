using System.Threading.Channels;
using Grpc.Core;
using TaskForce.Partners.Feeds;
using TaskForce.Partners.Webhooks;

namespace TaskForce.Partners.Deliveries;

/// <summary>Reads one feed for one webhook, as its partner may see it, and notes what it brings before it is delivered.</summary>
internal sealed partial class FeedReader(WebhookRow webhook, EventSource source, DeliveryQueue queue, DeliveryLedger ledger, Depot depot)
{
    private const int Batch = 200;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // How far behind the noted cursor may be of one that moves without events for this webhook.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);

    private readonly Webhook _webhook = webhook.Value;
    private DateTimeOffset _noted = depot.Clock.GetUtcNow();
    private TimeSpan _pause = FirstPause;

    /// <summary>Reads until it is cancelled, the webhook is changed, or there is a reason to pause it, which is returned.</summary>
    public async Task<string?> RunAsync(long after, CancellationToken cancellation)
    {
        var cursor = after;
        while (true)
        {
            try
            {
                await queue.RoomAsync(cancellation);
                await FollowAsync(cursor, noted => cursor = noted, cancellation);
                return null;
            }
            catch (RpcException refusal) when (WhyNever(refusal) is { } reason)
            {
                return reason;
            }
            catch (Exception broken) when (broken is RpcException or DomainException or HttpRequestException && !cancellation.IsCancellationRequested)
            {
                LogBroken(depot.Log, webhook.Name, source.Name, broken.Message);
                await Task.Delay(_pause, depot.Clock, cancellation);
                _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            }
        }
    }

    // What other tries would be answered with too.
    private static string? WhyNever(RpcException refusal) => refusal.StatusCode switch
    {
        StatusCode.OutOfRange => "LOG_TRUNCATED",
        StatusCode.PermissionDenied => "NOT_ALLOWED",
        _ => null,
    };

    // Ends when the webhook was changed. The one reads ahead while the other writes, by as much as one transaction takes.
    private async Task FollowAsync(long after, Action<long> reached, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var read = Channel.CreateBounded<Reading>(new BoundedChannelOptions(Batch) { SingleReader = true, SingleWriter = true });
        var pump = PumpAsync(after, read.Writer, over.Token);
        try
        {
            var isCurrent = true;
            while (isCurrent && await read.Reader.WaitToReadAsync(cancellation))
            {
                isCurrent = await TakeAsync(read.Reader, after, reached, cancellation);
                await queue.RoomAsync(cancellation);
            }
        }
        finally
        {
            await over.CancelAsync();
            await pump;
        }
    }

    private async Task PumpAsync(long after, ChannelWriter<Reading> read, CancellationToken cancellation)
    {
        try
        {
            await foreach (var reading in source.ReadAsync(_webhook.Owner, _webhook.Terms.Purpose, after, cancellation))
            {
                await read.WriteAsync(reading, cancellation);
            }

            read.Complete(new RpcException(new Status(StatusCode.Unavailable, $"{source.Name} ended.")));
        }
        catch (Exception broken) when (broken is RpcException or DomainException or HttpRequestException or OperationCanceledException)
        {
            read.Complete(broken);
        }
    }

    private async Task<bool> TakeAsync(ChannelReader<Reading> read, long after, Action<long> reached, CancellationToken cancellation)
    {
        List<Notice> batch = [];
        var cursor = after;
        for (var i = 0; i < Batch && read.TryRead(out var reading); i++)
        {
            cursor = Math.Max(cursor, reading.Sequence);
            if (reading.Notice is { } notice && _webhook.Terms.Filter.Includes(notice))
            {
                batch.Add(notice);
            }
        }

        var now = depot.Clock.GetUtcNow();
        if (batch.Count > 0 || now - _noted > Lag)
        {
            if (await ledger.AddAsync(webhook.Name, webhook.Version, source.Name, batch, cursor, cancellation) is not { } added)
            {
                return false;
            }

            var bySequence = batch.ToDictionary(notice => notice.Sequence);
            queue.Add(added.Select(row => new Delivery(row).With(bySequence[row.Sequence], now)));
            _noted = now;
        }

        reached(cursor);
        _pause = FirstPause;
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Webhook} cannot read {Feed}, trying again: {Reason}")]
    private static partial void LogBroken(ILogger log, string webhook, string feed, string reason);
}
