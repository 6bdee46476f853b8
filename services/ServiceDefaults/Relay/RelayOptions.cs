using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>How events go to the broker, where there is a sidecar. Section <c>Relay</c>.</summary>
public sealed class RelayOptions
{
    /// <summary>Whether they do; a sidecar may be there for its secrets alone.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>The pub/sub component.</summary>
    public string Component { get; set; } = "events";

    /// <summary>The topic; <c>taskforce.{service}</c> if empty. What is parked goes to the same with <c>.parked</c>.</summary>
    public string Topic { get; set; } = "";

    /// <summary>How many events are read at once, and published before the place is noted; 1 to 10,000.</summary>
    public int Batch { get; set; } = 500;

    /// <summary>How many events, of different resources, are under way at once; 1 to 256.</summary>
    public int MaxConcurrent { get; set; } = 16;

    /// <summary>How long the sidecar may take for one.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait after a first failure; it doubles, half of it is at random.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an event may be refused, by a broker that answers, before it is parked.</summary>
    public int MaxRefusals { get; set; } = 5;

    /// <summary>How long an event must have been refused before it is parked: a part of a broker may be away for a while. What is behind its batch waits as long.</summary>
    public TimeSpan ParkAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many events may be parked with none published in between: more than that is the broker's fault and not theirs.</summary>
    public int MaxParkedInRow { get; set; } = 10;

    /// <summary>
    /// How long the process that publishes may say nothing until another takes over. It says so at each third of that, and stops a <see cref="Timeout"/> before the end.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Names everything that is wrong with the section <c>Relay</c>.</summary>
internal sealed class RelayOptionsValidator : IValidateOptions<RelayOptions>
{
    public ValidateOptionsResult Validate(string? name, RelayOptions options)
    {
        string[] faults = [.. FaultsOf(options).Where(each => each.IsWrong).Select(each => each.Fault)];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<(bool IsWrong, string Fault)> FaultsOf(RelayOptions options) =>
    [
        (options.Component.Length == 0, "Relay:Component must not be empty."),
        (options.Batch is < 1 or > 10_000, "Relay:Batch must be 1 to 10000."),
        (options.MaxConcurrent is < 1 or > 256, "Relay:MaxConcurrent must be 1 to 256."),
        (options.Timeout <= TimeSpan.Zero, "Relay:Timeout must be more than nothing."),
        (options.FirstRetry <= TimeSpan.Zero || options.LongestRetry < options.FirstRetry, "Relay:FirstRetry must be more than nothing, and Relay:LongestRetry no less."),
        (options.MaxRefusals < 1, "Relay:MaxRefusals must be at least 1."),
        (options.ParkAfter < TimeSpan.Zero, "Relay:ParkAfter must be no less than nothing."),
        (options.MaxParkedInRow < 1, "Relay:MaxParkedInRow must be at least 1."),
        // What is under way when it is lost must be over before another begins, and a renewal must come before that.
        (options.Lease <= TimeSpan.Zero || options.Lease / 2 < options.Timeout, "Relay:Lease must be at least twice Relay:Timeout."),
    ];
}
