using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>From when on what a process finds about itself is a warning. Section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>By how much this clock may surely be off that of the database or of another service.</summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long what is in the log may not have been handed to the watchers of this process.</summary>
    public TimeSpan FeedPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a service may take to answer the gateway how it is, connecting included.</summary>
    public TimeSpan UpstreamPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an event may wait for the broker.</summary>
    public TimeSpan RelayPatience { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Names everything that is wrong with the section <c>Health</c>.</summary>
internal sealed class HealthOptionsValidator : IValidateOptions<HealthOptions>
{
    public ValidateOptionsResult Validate(string? name, HealthOptions options)
    {
        string[] faults = [.. FaultsOf(options).Where(each => each.IsWrong).Select(each => $"Health:{each.Setting} must be more than nothing.")];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<(bool IsWrong, string Setting)> FaultsOf(HealthOptions options) =>
    [
        (options.ClockTolerance <= TimeSpan.Zero, nameof(options.ClockTolerance)),
        (options.FeedPatience <= TimeSpan.Zero, nameof(options.FeedPatience)),
        (options.UpstreamPatience <= TimeSpan.Zero, nameof(options.UpstreamPatience)),
        (options.RelayPatience <= TimeSpan.Zero, nameof(options.RelayPatience)),
    ];
}
