using Microsoft.Extensions.Options;
using TaskForce.Partners.Webhooks;

namespace TaskForce.Partners.Deliveries;

/// <summary>How long to wait after a failure: twice as long after each, the half of it at random, so that those who failed together do not come together.</summary>
internal sealed class Backoff(IOptions<WebhookOptions> options)
{
    /// <summary>The wait.</summary>
    /// <param name="failures">How many there were in a row, at least 1.</param>
    /// <param name="asked">What the target asks for; no more than the longest wait is granted.</param>
    public TimeSpan After(int failures, TimeSpan? asked)
    {
        var (first, longest) = (options.Value.FirstRetry, options.Value.LongestRetry);
        var whole = TimeSpan.FromTicks((long)Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, failures - 1)));
        var wait = (whole / 2) + (whole / 2 * Random.Shared.NextDouble());
        return asked > wait ? (asked.Value < longest ? asked.Value : longest) : wait;
    }
}
