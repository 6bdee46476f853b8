using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Geofences;

/// <summary>How geofences are judged and how long their events are kept. Section <c>Geofences</c>.</summary>
internal sealed class FenceOptions
{
    /// <summary>
    /// Events of longer ago are deleted, and a position of longer ago is not judged; what the last one before says of a subject stays as long as the fence
    /// holds. Not shorter than <see cref="TrackOptions.Retention"/>, at most ten years.
    /// </summary>
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// The same for the events of single nations' subjects, by ISO 3166-1 alpha-2 code. A position of longer ago than the shortest of all is not judged.
    /// </summary>
    public Dictionary<string, TimeSpan> EventRetentionByNation { get; set; } = [];

    /// <summary>How many events are deleted in one transaction, 1 to 10,000: while it lasts, other changes wait.</summary>
    public int TrimBatch { get; set; } = 500;

    /// <summary>How many subjects are told of in one transaction when a fence begins or ends, 1 to 100,000.</summary>
    public int TurnBatch { get; set; } = 1000;

    /// <summary>How long every nation's events are kept.</summary>
    public TimeSpan ShortestEventRetention => EventRetentionByNation.Values.Append(EventRetention).Min();

    /// <summary>How long the events of a nation's subjects are kept.</summary>
    public TimeSpan EventRetentionOf(string nation) => EventRetentionByNation.TryGetValue(nation, out var own) ? own : EventRetention;
}

/// <summary>Names everything that is wrong with the section <c>Geofences</c>.</summary>
internal sealed class FenceOptionsValidator(IOptions<TrackOptions> tracks) : IValidateOptions<FenceOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    public ValidateOptionsResult Validate(string? name, FenceOptions options)
    {
        List<string> faults = [];
        if (options.EventRetention < tracks.Value.Retention || options.EventRetention > Longest)
        {
            faults.Add("Geofences:EventRetention must be at least Tracks:Retention and at most 3653 days.");
        }

        foreach (var nation in options.EventRetentionByNation.Keys.Union(tracks.Value.RetentionByNation.Keys).Order(StringComparer.Ordinal))
        {
            if (options.EventRetentionOf(nation) < tracks.Value.RetentionOf(nation) || options.EventRetentionOf(nation) > Longest)
            {
                faults.Add($"Geofences:EventRetentionByNation:{nation} must be at least as long as the nation's tracks are kept and at most 3653 days.");
            }
        }

        if (options.TrimBatch is < 1 or > 10_000)
        {
            faults.Add("Geofences:TrimBatch must be 1 to 10000.");
        }

        if (options.TurnBatch is < 1 or > 100_000)
        {
            faults.Add("Geofences:TurnBatch must be 1 to 100000.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
