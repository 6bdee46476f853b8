using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>What the probe of a service's store needs of it.</summary>
internal sealed record StoreProbeParts<TDb>(Journal<TDb> Journal, StoreCondition Condition, EventFeed Feed, Clocks Clocks, IOptions<StoreOptions> Store) where TDb : ServiceDb;

/// <summary>
/// Tries the store again and again, so that a quiet service notices too: writes, unless somebody else has just done so; asks the database for the time; and sees whether
/// what is in the log gets to the watchers of this process.
/// </summary>
internal sealed class StoreProbe<TDb> : BackgroundService, IHealthSource where TDb : ServiceDb
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(30);

    // PostgreSQL waits 20 s for the lock of changes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly StoreProbeParts<TDb> _parts;
    private readonly TimeSpan _feedPatience;
    private readonly TimeProvider _clock;
    private readonly FeedProgress _progress;
    private Task? _write;

    public StoreProbe(StoreProbeParts<TDb> parts, IOptions<HealthOptions> options, IMeterFactory meters, TimeProvider clock)
    {
        (_parts, _feedPatience, _clock, _progress) = (parts, options.Value.FeedPatience, clock, new(clock));
        meters.Create("TaskForce.Health").CreateObservableGauge("taskforce.feed.lag", () => _progress.LagAt(_parts.Feed.HandedOn).TotalSeconds, "s",
            "For how long something that is in the log has not been handed to the watchers of this process.");
    }

    public Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Finding>>([Store(), Feed()]);

    /// <summary>Looks once.</summary>
    internal async Task ProbeAsync(CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(cancellation);
            var (end, handedOn) = (await _parts.Journal.ReadAsync(db => AskAsync(db, cancellation), cancellation), _parts.Feed.HandedOn);
            _progress.Look(end, handedOn);
        }
        catch (DomainException refusal) when (refusal.Fault == Fault.Unavailable)
        {
            _parts.Condition.NoteRefusal(refusal.Message);
        }
        catch (TimeoutException)
        {
            // It may have been answered just now.
            if (_write is { IsCompleted: false })
            {
                _parts.Condition.NoteRefusal("A change was not answered for 25 seconds.");
            }
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is: who looks whether a service is of use must not be what ends it.
            _parts.Condition.NoteRefusal((fault.Refusal() ?? fault).Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, _clock);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            await ProbeAsync(stoppingToken);
        }
    }

    // One that is still waited for is enough. What was refused may be over.
    private async Task WriteAsync(CancellationToken cancellation)
    {
        if (_write is not { IsCompleted: false } && _parts.Condition is { Refusal: null } condition && condition.SinceWritten < WriteInterval)
        {
            return;
        }

        _write = _write is { IsCompleted: false } waiting ? waiting : _parts.Journal.ChangeAsync(db => db.Database.ExecuteSqlRawAsync(StoreHealthCheck<TDb>.Write), CancellationToken.None);
        await _write.WaitAsync(Patience, _clock, cancellation);
    }

    private async Task<long> AskAsync(TDb db, CancellationToken cancellation)
    {
        if (_parts.Store.Value.UsesPostgres)
        {
            var sent = _clock.GetUtcNow();
            var shown = await db.Database.SqlQueryRaw<DateTime>("""SELECT clock_timestamp() AS "Value" """).SingleAsync(cancellation);
            _parts.Clocks.Note("database", sent, new(shown, TimeSpan.Zero));
        }

        return await db.EndOfLogAsync(cancellation);
    }

    private Finding Store() => _parts.Condition switch
    {
        { IsOpen: false } => new("store", HealthState.Fail, "it is being opened", "see that the database is there and lets this service in; it goes on by itself"),
        { Trouble: { } trouble } => new("store", HealthState.Fail, $"{trouble.Cause} ({trouble.Reason})", trouble.Remedy),
        { Refusal: { } refusal } => new("store", HealthState.Fail, refusal, "see that the database has a primary, and who holds its locks; the service goes on by itself"),
        var condition => new("store", HealthState.Ok, string.Create(CultureInfo.InvariantCulture, $"took a change {condition.SinceWritten.TotalSeconds:0} s ago")),
    };

    private Finding Feed() => _progress.LagAt(_parts.Feed.HandedOn) > _feedPatience
        ? new("feed", HealthState.Warn, string.Create(CultureInfo.InvariantCulture, $"event {_progress.Waiting} has not been handed to the watchers here for {_progress.LagAt(_parts.Feed.HandedOn).TotalSeconds:0} s"),
            "restart this process; clients go on elsewhere, or where they were")
        : new("feed", HealthState.Ok, string.Create(CultureInfo.InvariantCulture, $"handed on up to event {_parts.Feed.HandedOn}"));
}
