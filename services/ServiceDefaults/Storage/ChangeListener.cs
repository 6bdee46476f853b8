using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// Calls those who must catch up when something was committed, here or in another process. PostgreSQL's notices only save the wait until
/// the next look, so one that is lost costs time and never an event.
/// </summary>
internal sealed partial class ChangeListener<TDb>(
    PostgresStore<TDb> store, IEnumerable<ICatchUp> followers, TimeProvider clock, ILogger<ChangeListener<TDb>> log) : BackgroundService
    where TDb : ServiceDb
{
    /// <summary>How often it looks although nobody said anything.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Room for one: two wakes before a look are as good as one.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await CatchUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Committed += Wake;
        await using var looks = clock.CreateTimer(_ => Wake(), null, Interval, Interval);
        var listening = ListenAsync(stoppingToken);
        await foreach (var _ in _wakes.Reader.ReadAllAsync(stoppingToken))
        {
            await TryCatchUpAsync(stoppingToken);
        }

        await listening;
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task TryCatchUpAsync(CancellationToken cancellation)
    {
        try
        {
            await CatchUpAsync(cancellation);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogBehind(unavailable.Message);
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        foreach (var follower in followers)
        {
            await follower.CatchUpAsync(cancellation);
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var connection = await store.ListenAsync(cancellation);
                Wake();
                while (true)
                {
                    await connection.WaitAsync(cancellation);
                    Wake();
                }
            }
            catch (NpgsqlException deaf)
            {
                LogDeaf(deaf.Message);
                await Task.Delay(Interval, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // The service stops.
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "What was committed cannot be read now, looking again in a second: {Reason}")]
    private partial void LogBehind(string reason);

    [LoggerMessage(LogLevel.Warning, "No notices from the database, looking every second instead: {Reason}")]
    private partial void LogDeaf(string reason);
}
