using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>What the relay of a service needs of it.</summary>
internal sealed record RelayParts<TDb>(RelayBatches<TDb> Batches, RelayStore<TDb> Store, EventFeed Wakes, RelayMetrics Metrics, IOptions<RelayOptions> Options) where TDb : ServiceDb;

/// <summary>
/// Publishes a service's log: every event at least once, those of a resource in order, and one process of the service at a time. It reads the log behind the
/// writers and notes its place once for many events, so that nobody who writes waits for it.
/// </summary>
internal sealed partial class EventRelay<TDb>(RelayParts<TDb> parts, TimeProvider clock, ILogger<EventRelay<TDb>> log) : BackgroundService where TDb : ServiceDb
{
    // A wake that is lost, and what another process wrote.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _cursor;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        parts.Wakes.Published += Wake;
        await using var looks = clock.CreateTimer(_ => Wake(), null, Look, Look);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TryRunAsync(stoppingToken);
                await Task.Delay(Look, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The service stops.
            }
        }
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task TryRunAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            if (await parts.Store.IsTakenAsync(stopping) || await parts.Store.TakeAsync(stopping) is not { } cursor)
            {
                return;
            }

            _cursor = cursor;
            var holding = HoldAsync(over);
            try
            {
                await RunAsync(over.Token);
            }
            finally
            {
                await over.CancelAsync();
                await holding;
                parts.Metrics.Rest();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Another process has the lease, or the service stops: then another may begin at once.
            await (stopping.IsCancellationRequested ? TryLeaveAsync() : Task.CompletedTask);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogBroken(unavailable.Message);
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        if (await parts.Store.FindGapAsync(_cursor, cancellation) is { } gap)
        {
            LogGap(_cursor, gap);
        }

        while (true)
        {
            var rows = await parts.Store.ReadAsync(_cursor, cancellation);
            if (rows.Count == 0)
            {
                await _wakes.Reader.ReadAsync(cancellation);
            }
            else if (!await PublishAsync(rows, cancellation))
            {
                return;
            }
        }
    }

    // False if another process has the lease.
    private async Task<bool> PublishAsync(List<EventRow> rows, CancellationToken cancellation)
    {
        var done = await parts.Batches.PublishAsync(rows, cancellation);
        if (done > 0)
        {
            // Whatever happens meanwhile: what is noted is not published again by whoever goes on.
            _cursor = rows[done - 1].Sequence;
            if (!await parts.Store.MoveAsync(_cursor, CancellationToken.None))
            {
                return false;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return true;
    }

    // Whoever cannot say in time that they still publish must stop before another begins.
    private async Task HoldAsync(CancellationTokenSource over)
    {
        try
        {
            while (await parts.Store.TakeAsync(over.Token) is not null)
            {
                var (count, oldest) = await parts.Store.MeasureAsync(Volatile.Read(ref _cursor), over.Token);
                parts.Metrics.Wait(count, oldest);
                await Task.Delay(parts.Options.Value.Lease / 3, clock, over.Token);
            }

            await over.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogBroken(unavailable.Message);
            await over.CancelAsync();
        }
    }

    private async Task TryLeaveAsync()
    {
        try
        {
            await parts.Store.LeaveAsync(CancellationToken.None);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            // It runs out by itself.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Publishing broke off and begins again: {Reason}")]
    private partial void LogBroken(string reason);

    [LoggerMessage(LogLevel.Error, "Events after {After} up to {Gap} were deleted from the log before they were published, because the relay was off for longer than the log is kept")]
    private partial void LogGap(long after, long gap);
}
