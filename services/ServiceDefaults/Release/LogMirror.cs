using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>
/// Keeps something in this process as the log has it: what is there at the start, then each event, whichever process wrote it, before anybody hears of it.
/// </summary>
internal sealed class LogMirror<TDb>(
    Journal<TDb> journal, EventFeed feed, IReadOnlyCollection<string> topics, Func<TDb, CancellationToken, Task> load, Action<EventRow> take) : IHostedService
    where TDb : ServiceDb
{
    private readonly Lock _gate = new();
    private readonly List<EventRow> _early = [];
    private bool _isLoaded;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Follow(topics, Offer);
        var end = await journal.ReadAsync(async db =>
        {
            await load(db, cancellationToken);
            return await db.EndOfLogAsync(cancellationToken);
        }, cancellationToken);
        lock (_gate)
        {
            _early.FindAll(row => row.Sequence > end).ForEach(take);
            _early.Clear();
            _isLoaded = true;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Offer(EventRow row)
    {
        lock (_gate)
        {
            if (_isLoaded)
            {
                take(row);
            }
            else
            {
                _early.Add(row);
            }
        }
    }
}

/// <summary>Adds what follows the log.</summary>
public static class LogMirrors
{
    /// <summary>Keeps something in this process in step with topics of the log.</summary>
    /// <param name="services">The service; the journal must have been added.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="load">Takes in what there is, before the service answers.</param>
    /// <param name="take">Takes in an event; must be quick, and must not throw.</param>
    public static void AddLogMirror<TDb>(
        this IServiceCollection services, IReadOnlyCollection<string> topics, Func<IServiceProvider, TDb, CancellationToken, Task> load,
        Action<IServiceProvider, EventRow> take) where TDb : ServiceDb =>
        // AddHostedService would leave out the second.
        services.AddSingleton<IHostedService>(all => new LogMirror<TDb>(
            all.GetRequiredService<Journal<TDb>>(), all.GetRequiredService<EventFeed>(), topics,
            (db, cancellation) => load(all, db, cancellation), row => take(all, row)));
}
