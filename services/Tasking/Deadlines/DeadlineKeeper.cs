using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Deadlines;

/// <summary>
/// Does what falls due, at most a second late and in order; what fell due while the service was down is done at its start. Each deadline
/// goes in one transaction with what it does, so that it is done once, whichever process of this service is first.
/// </summary>
internal sealed partial class DeadlineKeeper(
    Journal<TaskingDb> journal, IEnumerable<IDeadlineHandler> handlers, TimeProvider clock, ILogger<DeadlineKeeper> log) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IDeadlineHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            await TryAsync(DoDueAsync, stoppingToken);
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private async Task DoDueAsync(CancellationToken cancellation)
    {
        foreach (var deadline in await journal.ReadAsync(db => db.DueAsync(clock.GetUtcNow(), Batch, cancellation), cancellation))
        {
            await TryAsync(each => DoAsync(deadline, each), cancellation);
        }
    }

    private async Task DoAsync(Deadline deadline, CancellationToken cancellation)
    {
        var change = await _handlers[deadline.Kind].PrepareAsync(deadline, cancellation);
        var done = await journal.ChangeAsync(async db =>
        {
            if (!await db.TryTakeDeadlineAsync(deadline))
            {
                return false;
            }

            await change(db);
            return true;
        }, cancellation);
        if (done && deadline.LatenessAt(clock.GetUtcNow()) is { Ticks: > 0 } lateness)
        {
            LogLate(deadline.Kind, deadline.Resource, lateness);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        try
        {
            await act(cancellation);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogDelayed(unavailable.Message);
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Kind} of {Resource} was done {Lateness} after it fell due")]
    private partial void LogLate(string kind, string resource, TimeSpan lateness);

    [LoggerMessage(LogLevel.Warning, "A deadline cannot be kept now, trying again: {Reason}")]
    private partial void LogDelayed(string reason);
}

internal static class DeadlinesModule
{
    public static void AddDeadlines(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<DeadlineKeeper>();
}
