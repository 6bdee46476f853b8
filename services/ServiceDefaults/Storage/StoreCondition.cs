using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Whether the store takes changes. What is wrong is said once in the log when it begins, and once when it is over. Thread safe.</summary>
internal sealed partial class StoreCondition(IOptions<StoreOptions> options, TimeProvider clock, ILogger<StoreCondition> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _one = new();
    private volatile StoreTrouble? _trouble;
    private volatile bool _isOpen;

    /// <summary>What is wrong now; null if nothing is.</summary>
    public StoreTrouble? Trouble => _trouble;

    private string Place => options.Value.UsesPostgres ? "PostgreSQL" : Path.GetFullPath(options.Value.Directory);

    /// <summary>Whether the store has its tables.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Opens the store. A database that cannot be reached is waited for: in a cluster all start at once, in any order.</summary>
    public async Task OpenAsync(Func<CancellationToken, Task> open, CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await open(cancellation);
                _isOpen = true;
                return;
            }
            catch (Exception away) when (away.IsToCome())
            {
                if (isFirst)
                {
                    LogAway(Place, away.Refusal()!.Message);
                }
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>Notes a fault; what is wrong with the store, or null if the fault says nothing about it.</summary>
    public StoreTrouble? Note(Exception fault)
    {
        if (StoreTrouble.Of(fault.Refusal()) is not { } trouble)
        {
            return null;
        }

        lock (_one)
        {
            if (_trouble != trouble)
            {
                LogTrouble(trouble.Cause, Place, trouble.Remedy, trouble.Reason, fault.Refusal()!.Message);
                _trouble = trouble;
            }
        }

        return trouble;
    }

    /// <summary>A change was written.</summary>
    public void Recover()
    {
        if (_trouble is null)
        {
            return;
        }

        lock (_one)
        {
            if (_trouble is not null)
            {
                LogRecovered();
                _trouble = null;
            }
        }
    }

    [LoggerMessage(LogLevel.Critical, "{Cause}, in {Place}: {Remedy} ({Reason}: {Detail})")]
    private partial void LogTrouble(string cause, string place, string remedy, string reason, string detail);

    [LoggerMessage(LogLevel.Warning, "{Place} cannot be reached and is waited for ({Detail})")]
    private partial void LogAway(string place, string detail);

    [LoggerMessage(LogLevel.Warning, "The store takes changes again")]
    private partial void LogRecovered();
}
