using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>The turn of a process to publish, of several. Whoever cannot say in time that they still do must stop before another begins.</summary>
/// <param name="store">Where that is said.</param>
/// <param name="metrics">Is told what waits, by whoever has the turn.</param>
/// <param name="options">How long it lasts.</param>
/// <param name="clock">The time.</param>
internal sealed class RelayLease<TDb>(RelayStore<TDb> store, RelayMetrics metrics, IOptions<RelayOptions> options, TimeProvider clock) where TDb : ServiceDb
{
    private TimeSpan Third => options.Value.Lease / 3;

    /// <summary>Does something, from the place up to which the log was published, if this process gets the turn; cancels it when that is over.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>, or what a database says that is none: it was not to be prolonged.</exception>
    public async Task RunAsync(Func<long, CancellationToken, Task> run, CancellationToken stopping)
    {
        var since = clock.GetTimestamp();
        if (await store.IsTakenAsync(stopping) || await store.TakeAsync(stopping) is not { } cursor)
        {
            return;
        }

        using var lapse = new CancellationTokenSource(Left(since), clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, lapse.Token);
        Task[] beside = [HoldAsync(over, lapse), MeasureAsync(over.Token)];
        try
        {
            await run(cursor, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Another process has it, or the service stops, or it has lapsed.
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(beside);
            metrics.Rest();
        }

        if (lapse.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new DomainException(Fault.Unavailable, "LEASE_LAPSED", "The store did not prolong the lease in time.");
        }
    }

    /// <summary>Lets another process begin at once.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            await store.LeaveAsync(CancellationToken.None);
        }
        catch (Exception fault) when (IsOfTheStore(fault))
        {
            // It runs out by itself.
        }
    }

    /// <summary>Whether a fault is one that the store may get over.</summary>
    public static bool IsOfTheStore(Exception fault) => fault is DomainException || fault.Refusal() is not null;

    private async Task HoldAsync(CancellationTokenSource over, CancellationTokenSource lapse)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Third, clock, over.Token);
                var since = clock.GetTimestamp();
                if (await store.TakeAsync(over.Token) is null)
                {
                    return;
                }

                lapse.CancelAfter(Left(since));
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // It is over.
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    // Apart, so that counting what waits delays nothing.
    private async Task MeasureAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                var (count, oldest) = await store.MeasureAsync(over);
                metrics.Wait(count, oldest);
            }
            catch (Exception fault) when (IsOfTheStore(fault) || (fault is OperationCanceledException && over.IsCancellationRequested))
            {
                // Next time.
            }

            await Task.Delay(Third, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // An attempt that is under way then is over before another process begins.
    private TimeSpan Left(long since) =>
        options.Value.Lease - options.Value.Timeout - clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
