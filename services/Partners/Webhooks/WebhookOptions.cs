using Microsoft.Extensions.Options;

namespace TaskForce.Partners.Webhooks;

/// <summary>How much a partner may have, and how deliveries are tried. Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>How many webhooks a partner may have.</summary>
    public int MaxWebhooks { get; set; } = 10;

    /// <summary>How many events of a webhook wait here; while as many do, its feeds are not read further.</summary>
    public int MaxWaiting { get; set; } = 1000;

    /// <summary>How many events that were given up a webhook keeps; then it is paused.</summary>
    public int MaxDeadLetters { get; set; } = 1000;

    /// <summary>How many deliveries of a webhook are under way at a time.</summary>
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>How long a target may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an event is tried.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long to wait after the first failure, at most; after each further one twice as long.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest such wait.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        string[] faults =
        [
            .. new[]
            {
                (nameof(options.MaxWebhooks), options.MaxWebhooks), (nameof(options.MaxWaiting), options.MaxWaiting),
                (nameof(options.MaxDeadLetters), options.MaxDeadLetters), (nameof(options.MaxConcurrent), options.MaxConcurrent),
            }.Where(number => number.Item2 is < 1 or > 100_000).Select(number => $"Webhooks:{number.Item1} must be 1 to 100000, not {number.Item2}."),
            .. new[]
            {
                (nameof(options.Timeout), options.Timeout), (nameof(options.GiveUpAfter), options.GiveUpAfter), (nameof(options.FirstRetry), options.FirstRetry),
                (nameof(options.LongestRetry), options.LongestRetry),
            }.Where(time => time.Item2 < TimeSpan.FromMilliseconds(100) || time.Item2 > TimeSpan.FromDays(30))
                .Select(time => $"Webhooks:{time.Item1} must be 100 milliseconds to 30 days, not {time.Item2}."),
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
