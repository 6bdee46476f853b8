using Microsoft.Extensions.Options;
using TaskForce.Type.V1;

namespace TaskForce.Gateway.Quotas;

/// <summary>How much one identity may ask, by role. Section <c>RateLimits</c>. Somebody with several roles has the largest quota.</summary>
internal sealed class RateLimitsOptions
{
    /// <summary>Per address, for calls without a valid token: the page, health, tokens. A test's thousand units sign in from one.</summary>
    public Quota Anonymous { get; set; } = new() { Burst = 2000, PerSecond = 200, ConcurrentCalls = 2000 };

    /// <summary>Per address, for the methods that need no identity: one code a second is more than anybody types, and guesses nothing.</summary>
    public Quota Enrolment { get; set; } = new() { Burst = 30, PerSecond = 1, ConcurrentCalls = 10 };

    /// <summary>Per address, for positions that come with a tracker's secret: a server may forward those of a fleet. A secret of 256 bits is not guessed at any rate.</summary>
    public Quota Trackers { get; set; } = new() { Burst = 2000, PerSecond = 500, ConcurrentCalls = 500 };

    public Quota Dispatcher { get; set; } = new() { Burst = 1000, PerSecond = 200, ConcurrentCalls = 200 };

    public Quota Commander { get; set; } = new() { Burst = 1000, PerSecond = 200, ConcurrentCalls = 200 };

    public Quota Auditor { get; set; } = new() { Burst = 1000, PerSecond = 200, ConcurrentCalls = 200 };

    /// <summary>A few devices of one member, with a backlog to send after a time without network.</summary>
    public Quota Field { get; set; } = new() { Burst = 200, PerSecond = 50, ConcurrentCalls = 20 };

    public Quota Partner { get; set; } = new() { Burst = 2000, PerSecond = 500, ConcurrentCalls = 500 };

    public Quota Service { get; set; } = new() { Burst = 10_000, PerSecond = 5000, ConcurrentCalls = 5000 };

    public IEnumerable<(string Role, Quota Quota)> All =>
    [
        (nameof(Anonymous), Anonymous), (nameof(Enrolment), Enrolment), (nameof(Trackers), Trackers), (nameof(Dispatcher), Dispatcher), (nameof(Commander), Commander), (nameof(Auditor), Auditor),
        (nameof(Field), Field), (nameof(Partner), Partner), (nameof(Service), Service),
    ];

    /// <summary>The quota of somebody with these roles.</summary>
    public Quota For(IReadOnlyList<Role> roles) =>
        All.Where(entry => roles.Any(role => role.ToString() == entry.Role)).Select(entry => entry.Quota).MaxBy(quota => quota.PerSecond) ?? Anonymous;
}

/// <summary>A token bucket and a number of places.</summary>
internal sealed class Quota
{
    /// <summary>How many calls may come at once after a quiet time.</summary>
    public int Burst { get; set; }

    /// <summary>How many calls per second may go on for ever.</summary>
    public int PerSecond { get; set; }

    /// <summary>How many calls may be open at the same time; a watch is open as long as it lasts.</summary>
    public int ConcurrentCalls { get; set; }
}

internal sealed class RateLimitsOptionsValidator : IValidateOptions<RateLimitsOptions>
{
    public ValidateOptionsResult Validate(string? name, RateLimitsOptions options)
    {
        string[] faults =
        [
            .. options.All.SelectMany(entry => new[]
            {
                (Key: $"RateLimits:{entry.Role}:Burst", Value: entry.Quota.Burst),
                (Key: $"RateLimits:{entry.Role}:PerSecond", Value: entry.Quota.PerSecond),
                (Key: $"RateLimits:{entry.Role}:ConcurrentCalls", Value: entry.Quota.ConcurrentCalls),
            }).Where(number => number.Value < 1).Select(number => $"{number.Key} must be at least 1, not {number.Value}."),
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
