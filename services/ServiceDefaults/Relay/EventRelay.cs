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
internal sealed partial class EventRelay<TDb>(RelayParts<TDb> parts, RelayLease<TDb> lease, TimeProvider clock, ILogger<EventRelay<TDb>> log) : BackgroundService where TDb : ServiceDb
{
    // A wake that is lost, and what another process wrote.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _cursor;

    // An event of a feed that only a newer process knows; 0 if there is none.
    private long _stuckAt;
    private long _toldOf;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        parts.Metrics.Begin();
        parts.Wakes.Published += Wake;
        await using var looks = clock.CreateTimer(_ => Wake(), null, Look, Look);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TryRunAsync(stoppingToken);
                // Long enough for a newer process to take it up.
                await Task.Delay(_stuckAt > 0 ? parts.Options.Value.Lease : Look, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The service stops.
            }
        }

        // Then another may begin at once.
        await lease.LeaveAsync();
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task TryRunAsync(CancellationToken stopping)
    {
        try
        {
            _stuckAt = 0;
            await lease.RunAsync(RunAsync, stopping);
        }
        catch (Exception fault) when (RelayLease<TDb>.IsOfTheStore(fault))
        {
            LogBroken(fault.Message);
        }

        parts.Metrics.StuckAt = _stuckAt;
        if (_stuckAt > 0)
        {
            await lease.LeaveAsync();
        }
    }

    private async Task RunAsync(long cursor, CancellationToken cancellation)
    {
        _cursor = cursor;
        if (await parts.Store.FindGapAsync(cursor, parts.Batches.Feeds, cancellation) is { } gap)
        {
            LogGap(cursor, gap);
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

    // False if another process has the lease, or has to have it.
    private async Task<bool> PublishAsync(List<EventRow> rows, CancellationToken cancellation)
    {
        var known = parts.Batches.CountKnown(rows);
        var done = await parts.Batches.PublishAsync(rows[..known], cancellation);
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
        if (known < rows.Count)
        {
            Stick(rows[known]);
        }

        return known == rows.Count;
    }

    private void Stick(EventRow row)
    {
        _stuckAt = row.Sequence;
        if (_toldOf != _stuckAt)
        {
            _toldOf = _stuckAt;
            LogUnknown(row.Sequence, RelayBatches<TDb>.FeedOf(row));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Publishing broke off and begins again: {Reason}")]
    private partial void LogBroken(string reason);

    [LoggerMessage(LogLevel.Warning, "Event {Sequence} is of the feed {Feed}, which this process does not know: it and all behind it wait for a newer one")]
    private partial void LogUnknown(long sequence, string feed);

    [LoggerMessage(LogLevel.Error, "Events after {After} up to {Gap} were deleted from the log before they were published, because the relay was off for longer than the log is kept")]
    private partial void LogGap(long after, long gap);
}
