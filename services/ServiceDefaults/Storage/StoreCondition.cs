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
    private volatile string? _refusal;
    private long _written = clock.GetTimestamp();

    /// <summary>What is wrong now; null if nothing is.</summary>
    public StoreTrouble? Trouble => _trouble;

    private string Place => options.Value.UsesPostgres ? "PostgreSQL" : Path.GetFullPath(options.Value.Directory);

    /// <summary>Whether the store has its tables.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Why a change that tried the store was refused, as when nobody answers; null if the last one was taken.</summary>
    public string? Refusal => _refusal;

    /// <summary>Whether it takes changes, as far as is known.</summary>
    public bool IsWritable => _isOpen && _trouble is null && _refusal is null;

    /// <summary>Since when nothing was written, the start at first.</summary>
    public TimeSpan SinceWritten => clock.GetElapsedTime(Volatile.Read(ref _written));

    /// <summary>A change that tried the store was refused.</summary>
    public void NoteRefusal(string reason) => _refusal = reason;

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
        Volatile.Write(ref _written, clock.GetTimestamp());
        _refusal = null;
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
