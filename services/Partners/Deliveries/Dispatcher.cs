using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Deliveries;

/// <summary>Has a courier for each active webhook, in its newest version.</summary>
internal sealed partial class Dispatcher(Journal<PartnersDb> journal, Depot depot, Lease lease, ILogger<Dispatcher> log) : BackgroundService
{
    // Webhooks may be changed by other processes, and leases run out.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Round> _rounds = [];
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A webhook was made, changed or removed.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var looks = depot.Clock.CreateTimer(_ => Wake(), null, Look, Look);
        Wake();
        try
        {
            await foreach (var _ in _wakes.Reader.ReadAllAsync(stoppingToken))
            {
                await TryMatchAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_rounds.Values.Select(round => round.Work));
        }
    }

    private async Task TryMatchAsync(CancellationToken stopping)
    {
        try
        {
            await MatchAsync(stopping);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogBehind(unavailable.Message);
        }
    }

    private async Task MatchAsync(CancellationToken stopping)
    {
        var active = await journal.ReadAsync(db => db.Webhooks.AsNoTracking().Where(row => row.State == WebhookState.Active).ToDictionaryAsync(row => row.Name, stopping), stopping);
        var over = _rounds.Where(round => round.Value.Work.IsCompleted || !active.TryGetValue(round.Key, out var row) || row.Version != round.Value.Version);
        await Task.WhenAll(over.Select(round => round.Key).ToList().Select(EndAsync));
        foreach (var (name, row) in active.Where(entry => !_rounds.ContainsKey(entry.Key)))
        {
            if (await lease.TakeAsync(name, stopping))
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                var work = RunAsync(row, stop, stopping);
                _rounds[name] = new(row.Version, stop, work);
                _ = work.ContinueWith(_ => Wake(), TaskScheduler.Default);
            }
        }
    }

    // A courier ends its attempts first, which may take a while; the next one, which it must not overtake, begins when it wakes us.
    private async Task EndAsync(string name)
    {
        var round = _rounds[name];
        await round.Stop.CancelAsync();
        if (round.Work.IsCompleted)
        {
            _rounds.Remove(name);
            await round.Work;
            round.Stop.Dispose();
        }
    }

    private async Task RunAsync(WebhookRow row, CancellationTokenSource stop, CancellationToken stopping)
    {
        try
        {
            await using var renewal = depot.Clock.CreateTimer(_ => _ = RenewAsync(row.Name, stop), null, Lease.Length / 3, Lease.Length / 3);
            await new Courier(row, depot, stopping).RunAsync(stop.Token);
            await lease.LeaveAsync(row.Name, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is told to.
        }
        catch (DomainException unavailable)
        {
            LogBroken(row.Name, unavailable.Message);
        }
    }

    // Whoever cannot say in time that they still deliver must stop before another begins.
    private async Task RenewAsync(string name, CancellationTokenSource stop)
    {
        try
        {
            if (!await lease.TakeAsync(name, stop.Token))
            {
                await stop.CancelAsync();
            }
        }
        catch (Exception fault) when (fault is DomainException or OperationCanceledException or ObjectDisposedException)
        {
            if (fault is DomainException)
            {
                await stop.CancelAsync();
            }
        }
    }

    private sealed record Round(long Version, CancellationTokenSource Stop, Task Work);

    [LoggerMessage(LogLevel.Warning, "Webhooks cannot be read now, looking again: {Reason}")]
    private partial void LogBehind(string reason);

    [LoggerMessage(LogLevel.Warning, "Deliveries of {Webhook} broke off and begin again: {Reason}")]
    private partial void LogBroken(string webhook, string reason);
}
