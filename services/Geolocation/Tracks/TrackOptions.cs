using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Tracks;

/// <summary>How tracks are kept. Section <c>Tracks</c>.</summary>
internal sealed class TrackOptions
{
    /// <summary>Points received longer ago are deleted, the last known positions too; an hour to ten years.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The same for single nations, by ISO 3166-1 alpha-2 code.</summary>
    public Dictionary<string, TimeSpan> RetentionByNation { get; set; } = [];

    /// <summary>
    /// For how long a watcher that was away can go on from its sequence; no longer than <see cref="Retention"/>, an hour to ten years. For that time points are
    /// kept twice: by sequence and by subject.
    /// </summary>
    public TimeSpan LogRetention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many rows of some thousand points are deleted in one transaction, 1 to 100,000: while it lasts, reports wait.</summary>
    public int TrimBatch { get; set; } = 500;

    /// <summary>After how many points they are written into pages; up to then they are in memory, too: 1,000 to 10,000,000.</summary>
    public int PageEvery { get; set; } = 500_000;

    /// <summary>After how long they are, if they are fewer; a second to a day.</summary>
    public TimeSpan PageInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the log is kept: its rows hold points of all nations, so no longer than the one that keeps the least.</summary>
    public TimeSpan LongestLog => RetentionByNation.Values.Append(Retention).Append(LogRetention).Min();

    /// <summary>How long any nation's points are kept.</summary>
    public TimeSpan LongestRetention => RetentionByNation.Values.Append(Retention).Max();

    /// <summary>How long a nation's points are kept.</summary>
    public TimeSpan RetentionOf(string nation) => RetentionByNation.TryGetValue(nation, out var own) ? own : Retention;
}

/// <summary>Names everything that is wrong with the section <c>Tracks</c>.</summary>
internal sealed class TrackOptionsValidator : IValidateOptions<TrackOptions>
{
    public ValidateOptionsResult Validate(string? name, TrackOptions options)
    {
        List<string> faults = [];
        Check(IsRetention(options.Retention), "Tracks:Retention must be 1 hour to 3653 days.");
        Check(IsRetention(options.LogRetention), "Tracks:LogRetention must be 1 hour to 3653 days.");
        foreach (var (nation, time) in options.RetentionByNation)
        {
            Check(nation.Length == 2 && nation.All(char.IsAsciiLetterUpper), $"Tracks:RetentionByNation:{nation} must be named by an ISO 3166-1 alpha-2 code.");
            Check(IsRetention(time), $"Tracks:RetentionByNation:{nation} must be 1 hour to 3653 days.");
        }

        Check(options.TrimBatch is >= 1 and <= 100_000, "Tracks:TrimBatch must be 1 to 100000.");
        Check(options.PageEvery is >= 1000 and <= 10_000_000, "Tracks:PageEvery must be 1000 to 10000000.");
        Check(options.PageInterval >= TimeSpan.FromSeconds(1) && options.PageInterval <= TimeSpan.FromDays(1), "Tracks:PageInterval must be 1 second to 1 day.");
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Check(bool ok, string fault)
        {
            if (!ok)
            {
                faults.Add(fault);
            }
        }
    }

    private static bool IsRetention(TimeSpan time) => time >= TimeSpan.FromHours(1) && time <= TimeSpan.FromDays(3653);
}
