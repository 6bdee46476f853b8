using Microsoft.Extensions.Options;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>What is believed of reports. Section <c>Positions:States</c>; where the figures come from is in <c>docs/positions.md</c>.</summary>
internal sealed class StateOptions
{
    /// <summary>What is to be expected of each source.</summary>
    public Dictionary<Source, SourceOptions> Sources { get; set; } = new()
    {
        [Source.Unspecified] = new(TimeSpan.FromMinutes(5), 100),
        [Source.Gnss] = new(TimeSpan.FromMinutes(2), 25),
        [Source.Network] = new(TimeSpan.FromMinutes(10), 1000),
        [Source.Manual] = new(TimeSpan.FromMinutes(60), 500),
        [Source.Simulated] = new(TimeSpan.FromMinutes(2), 25),
    };

    /// <summary>At rest for so long is parked, 30 s to 1 h.</summary>
    public TimeSpan ParkedAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>At rest is within so far of where it is now, or within the accuracies if they are worse; 5 to 1000 metres.</summary>
    public double ParkedRadiusMetres { get; set; } = 50;

    /// <summary>At rest is slower than this, if a speed is reported; 0.1 to 5 metres per second.</summary>
    public double ParkedSpeedMps { get; set; } = 1;

    /// <summary>Nothing goes faster over ground, 10 to 1000 metres per second.</summary>
    public double FastestMps { get; set; } = 340;

    /// <summary>The same place to the bit for so long, while speed is reported, is a frozen fix; 5 s to 10 min.</summary>
    public TimeSpan FrozenMovingAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The same place to the bit for so long is a frozen fix of a satellite receiver, moving or not; 1 min to 1 day.</summary>
    public TimeSpan FrozenAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Reported speed and track are compared over at least so long, 20 s to 2 min.</summary>
    public TimeSpan SpeedCheckedOver { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How fast the uncertainty of something that moves grows at least, 0 to 100 metres per second.</summary>
    public double LeastGrowthMps { get; set; } = 1.5;

    /// <summary>How fast the uncertainty of something parked grows, 0 to 100 metres per second.</summary>
    public double ParkedGrowthMps { get; set; } = 0.3;

    /// <summary>Where it ends growing, 10 km to 1000 km.</summary>
    public double MostUncertaintyMetres { get; set; } = 100_000;
}

/// <summary>What is to be expected of a source.</summary>
internal sealed class SourceOptions
{
    public SourceOptions()
    {
    }

    public SourceOptions(TimeSpan silentAfter, double accuracyMetres) => (SilentAfter, AccuracyMetres) = (silentAfter, accuracyMetres);

    /// <summary>A subject whose newest position is older is silent; 10 s to 7 days.</summary>
    public TimeSpan SilentAfter { get; set; }

    /// <summary>The 68 % radius of a report that tells none, 1 to 100,000 metres.</summary>
    public double AccuracyMetres { get; set; }
}

/// <summary>Names everything that is wrong with the section <c>Positions:States</c>.</summary>
internal sealed class StateOptionsValidator : IValidateOptions<StateOptions>
{
    private const string Key = "Positions:States:";

    public ValidateOptionsResult Validate(string? name, StateOptions options)
    {
        List<string> faults = [];
        foreach (var source in Enum.GetValues<Source>())
        {
            var known = options.Sources.GetValueOrDefault(source);
            Check(known is not null, $"Sources:{source} is missing");
            Within($"Sources:{source}:SilentAfter", known?.SilentAfter, TimeSpan.FromSeconds(10), TimeSpan.FromDays(7));
            Check(known is null or { AccuracyMetres: >= 1 and <= 100_000 }, $"Sources:{source}:AccuracyMetres must be 1 to 100000");
        }

        Within("ParkedAfter", options.ParkedAfter, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));
        Check(options.ParkedRadiusMetres is >= 5 and <= 1000, "ParkedRadiusMetres must be 5 to 1000");
        Check(options.ParkedSpeedMps is >= 0.1 and <= 5, "ParkedSpeedMps must be 0.1 to 5");
        Check(options.FastestMps is >= 10 and <= 1000, "FastestMps must be 10 to 1000");
        Within("FrozenMovingAfter", options.FrozenMovingAfter, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));
        Within("FrozenAfter", options.FrozenAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Within("SpeedCheckedOver", options.SpeedCheckedOver, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(2));
        Check(options.LeastGrowthMps is >= 0 and <= 100, "LeastGrowthMps must be 0 to 100");
        Check(options.ParkedGrowthMps is >= 0 and <= 100, "ParkedGrowthMps must be 0 to 100");
        Check(options.MostUncertaintyMetres is >= 10_000 and <= 1_000_000, "MostUncertaintyMetres must be 10000 to 1000000");
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Within(string option, TimeSpan? time, TimeSpan least, TimeSpan most) =>
            Check(time is null || (time >= least && time <= most), $"{option} must be {least} to {most}");

        void Check(bool ok, string fault)
        {
            if (!ok)
            {
                faults.Add(Key + fault + ".");
            }
        }
    }
}
