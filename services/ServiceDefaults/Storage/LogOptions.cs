using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>How long the log is kept. Section <c>Log</c>.</summary>
public sealed class LogOptions
{
    /// <summary>
    /// Events older than this are deleted, unless the service itself still needs them; an hour to ten years. A watcher that was away
    /// longer must list again.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many events are looked at in one transaction, 1 to 10,000: while it lasts, other changes wait.</summary>
    public int TrimBatch { get; set; } = 500;
}

/// <summary>Names everything that is wrong with the section <c>Log</c>.</summary>
internal sealed class LogOptionsValidator : IValidateOptions<LogOptions>
{
    // A watcher that is cut off for a moment must find what it missed.
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    public ValidateOptionsResult Validate(string? name, LogOptions options)
    {
        List<string> faults = [];
        if (options.Retention < Shortest || options.Retention > Longest)
        {
            faults.Add("Log:Retention must be 1 hour to 3653 days.");
        }

        if (options.TrimBatch is < 1 or > 10_000)
        {
            faults.Add("Log:TrimBatch must be 1 to 10000.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
