using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Positions;

/// <summary>How long tracks are kept. Section <c>Tracks</c>.</summary>
internal sealed class TrackOptions
{
    /// <summary>Points received longer ago are deleted, save the last known position of each subject; an hour to ten years.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many points are looked at in one transaction, 1 to 100,000: while it lasts, reports wait.</summary>
    public int TrimBatch { get; set; } = 5000;
}

/// <summary>Names everything that is wrong with the section <c>Tracks</c>.</summary>
internal sealed class TrackOptionsValidator : IValidateOptions<TrackOptions>
{
    public ValidateOptionsResult Validate(string? name, TrackOptions options)
    {
        List<string> faults = [];
        if (options.Retention < TimeSpan.FromHours(1) || options.Retention > TimeSpan.FromDays(3653))
        {
            faults.Add("Tracks:Retention must be 1 hour to 3653 days.");
        }

        if (options.TrimBatch is < 1 or > 100_000)
        {
            faults.Add("Tracks:TrimBatch must be 1 to 100000.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
