using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Feeds;
using TaskForce.Partners.Sealing;
using TaskForce.Partners.Targets;
using TaskForce.Partners.Webhooks;

namespace TaskForce.Partners.Deliveries;

/// <summary>What a courier needs of the service.</summary>
internal sealed record Depot(
    EventSources Sources, DeliveryLedger Ledger, Target Target, Backoff Backoff, IOptions<WebhookOptions> Options, TimeProvider Clock, ILogger<Courier> Log);

/// <summary>Delivers the events of one webhook, as it is in one version, until it is stopped.</summary>
/// <param name="webhook">The webhook.</param>
/// <param name="depot">What it needs.</param>
/// <param name="abort">Breaks off what is under way: the service stops.</param>
internal sealed partial class Courier(WebhookRow webhook, Depot depot, CancellationToken abort)
{
    // The service that an event is of may be away for a moment; that is not the target's fault.
    private static readonly TimeSpan SourcePause = TimeSpan.FromSeconds(5);

    private readonly DeliveryQueue _queue = new(depot.Options.Value.MaxWaiting, depot.Options.Value.MaxConcurrent);
    private readonly Webhook _webhook = webhook.Value;
    private CancellationTokenSource? _stop;
    private long _gate;
    private int _failures;
    private int _sealed;

    /// <summary>Runs until it is cancelled or there is nothing more to do; attempts that are under way then are brought to their end.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (waiting, after, gate) = await depot.Ledger.LoadAsync(webhook.Name, cancellation);
        _gate = gate;
        _queue.Add(waiting.Select(row => new Delivery(row)));
        using var stop = _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var readers = depot.Sources.All.Where(_webhook.Terms.Filter.Needs).Select(source => ReadAsync(source, after.GetValueOrDefault(source.Name), stop)).ToList();
        await Task.WhenAll([.. readers, SendAsync(stop.Token)]);
    }

    private async Task ReadAsync(EventSource source, long after, CancellationTokenSource stop)
    {
        try
        {
            var reason = await new FeedReader(webhook, source, _queue, depot.Ledger, depot).RunAsync(after, stop.Token);
            if (reason is not null)
            {
                await depot.Ledger.StopAsync(webhook.Name, webhook.Version, reason, abort);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Somebody else ends it.
        }
        catch (RpcException) when (stop.IsCancellationRequested)
        {
            // The same, as gRPC says it.
        }
        finally
        {
            // Without one of its feeds the courier is not whole: it ends, and another begins.
            await stop.CancelAsync();
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        var underWay = new List<Task>();
        while (!cancellation.IsCancellationRequested)
        {
            underWay.RemoveAll(task => task.IsCompleted);
            while (MayStart && Now >= Gate && _queue.Take(Now) is { } delivery)
            {
                underWay.Add(DeliverAsync(delivery));
            }

            await WaitAsync(cancellation);
        }

        await Task.WhenAll(underWay);
    }

    // A target that fails is asked by one event at a time, and not by all that wait.
    private bool MayStart => Volatile.Read(ref _failures) == 0 || _queue.UnderWay == 0;

    private async Task WaitAsync(CancellationToken cancellation)
    {
        var due = MayStart && _queue.NextDue() is { } next ? (next > Gate ? next : Gate) : (DateTimeOffset?)null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var change = _queue.Changes.WaitToReadAsync(over.Token).AsTask();
        var left = due - Now;
        var time = left is { } span ? Task.Delay(span > TimeSpan.Zero ? span : TimeSpan.Zero, depot.Clock, over.Token) : Task.Delay(Timeout.InfiniteTimeSpan, depot.Clock, over.Token);
        // It may have become due while the timer was set.
        await (due <= Now ? Task.CompletedTask : Task.WhenAny(change, time));
        await over.CancelAsync();
        _queue.Changes.TryRead(out _);
    }

    private async Task DeliverAsync(Delivery delivery)
    {
        try
        {
            if (await FindAsync(delivery) is { } notice)
            {
                var answer = await depot.Target.SendAsync(_webhook, CloudEvent.Of(notice, depot.Sources.Get(delivery.Feed)), abort);
                await (answer.IsTaken ? TakenAsync(delivery) : FailedAsync(delivery, answer));
            }
            else
            {
                await depot.Ledger.DropAsync(delivery, abort);
                _queue.Remove(delivery);
            }
        }
        catch (RpcException truncated) when (truncated.StatusCode == StatusCode.OutOfRange)
        {
            await LoseAsync(delivery);
        }
        catch (Exception away) when (away is RpcException or DomainException or HttpRequestException or SealedException)
        {
            if (away is SealedException && Interlocked.Exchange(ref _sealed, 1) == 0)
            {
                LogSealed(depot.Log, away.Message);
            }

            // Neither read nor noted: if the target had it, it gets it again.
            delivery.NextAttempt = Now + SourcePause;
            _queue.PutBack(delivery);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // It waits on disk.
        }
    }

    // What may be seen of it now: a rule may have been withdrawn since it was read.
    private Task<Notice?> FindAsync(Delivery delivery) => delivery.FreshAt(Now) is { } fresh
        ? Task.FromResult<Notice?>(fresh)
        : depot.Sources.Get(delivery.Feed).ReadAgainAsync(_webhook.Owner, _webhook.Terms.Purpose, delivery.Sequence, abort);

    private async Task TakenAsync(Delivery delivery)
    {
        await depot.Ledger.TakenAsync(webhook.Name, delivery, abort);
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _gate, 0);
        _queue.Remove(delivery);
    }

    private async Task FailedAsync(Delivery delivery, Answer answer)
    {
        delivery.Attempts++;
        delivery.NextAttempt = Now + depot.Backoff.After(delivery.Attempts, answer.RetryAfter);
        Volatile.Write(ref _failures, answer.IsOfTarget ? _failures + 1 : 0);
        var gate = answer.IsOfTarget ? Now + depot.Backoff.After(_failures, answer.RetryAfter) : Gate;
        var (isGivenUp, isPaused) = await depot.Ledger.FailedAsync(webhook.Name, webhook.Version, delivery, answer, gate, abort);
        Volatile.Write(ref _gate, Math.Max(_gate, gate.UtcTicks));
        if (answer.IsGone)
        {
            await depot.Ledger.StopAsync(webhook.Name, webhook.Version, "TARGET_GONE", abort);
        }

        (isGivenUp ? (Action<Delivery>)_queue.Remove : _queue.PutBack)(delivery);
        await (isPaused || answer.IsGone ? _stop!.CancelAsync() : Task.CompletedTask);
    }

    // The log that it is in has been shortened, though it waited.
    private async Task LoseAsync(Delivery delivery)
    {
        await depot.Ledger.FailedAsync(webhook.Name, webhook.Version, delivery, null, Now, abort);
        _queue.Remove(delivery);
    }

    [LoggerMessage(LogLevel.Error, "Nothing is delivered until there is the key: {Why}")]
    private static partial void LogSealed(ILogger log, string why);

    private DateTimeOffset Now => depot.Clock.GetUtcNow();

    private DateTimeOffset Gate => new(Volatile.Read(ref _gate), TimeSpan.Zero);
}
