using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>The rules by which a newest report is implausible.</summary>
internal enum Rule : byte
{
    None = 0,
    Jump = 1,
    Frozen = 2,
    Spoofed = 3,
}

/// <summary>What a rule found.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Metres">How far the subject would have gone.</param>
/// <param name="Seconds">In what time.</param>
/// <param name="SpeedMps">How fast it said it was; NaN if that plays no part.</param>
internal readonly record struct Finding(Rule Rule, float Metres, float Seconds, float SpeedMps);

/// <summary>What the points of a subject tell, whatever the time is now. A function of the points.</summary>
internal readonly record struct Standing
{
    /// <summary>Which of the points is the last plausible one.</summary>
    public required int Plausible { get; init; }

    /// <summary>Why the newest is not plausible.</summary>
    public Finding Finding { get; init; }

    /// <summary>If it is not: since when; event time.</summary>
    public long ImplausibleSince { get; init; }

    public required bool IsParked { get; init; }

    /// <summary>Since when it has been parked or moving; event time.</summary>
    public required long MotionSince { get; init; }

    /// <summary>The 68 % radius at the last plausible point, metres.</summary>
    public required float BaseMetres { get; init; }

    /// <summary>How fast that grows.</summary>
    public required float GrowthMps { get; init; }

    public bool IsPlausible => Finding.Rule == Rule.None;
}

/// <summary>A subject as it is known: what it said last, what of that is plausible, and what follows.</summary>
internal sealed record Known(Fix Newest, Fix Plausible, Standing Standing)
{
    /// <summary>The late point that was the last to change any of that; 0 if there was none.</summary>
    public long ChangedBy { get; init; }

    /// <summary>The 68 % radius round <see cref="Plausible"/>.</summary>
    public double UncertaintyAt(long now, StateOptions options) => Uncertainty.Metres(Standing.BaseMetres, Standing.GrowthMps, now - Plausible.EventTime, options);
}

/// <summary>How sure it is where something is.</summary>
internal static class Uncertainty
{
    /// <summary>
    /// The 68 % radius after some time without news: what it was, and as far as the subject came meanwhile if it went on straight as it went last. Never
    /// less than it was and never less than before; see <c>docs/positions.md</c>.
    /// </summary>
    public static double Metres(double baseMetres, double growthMps, long age, StateOptions options) =>
        Math.Min(Math.Max(baseMetres, options.MostUncertaintyMetres), baseMetres + (growthMps * Math.Max(0, age) / TimeSpan.TicksPerSecond));

    /// <summary>After how long the radius is as large as that; <see cref="long.MaxValue"/> for never.</summary>
    public static long AgeOf(double metres, double baseMetres, double growthMps) =>
        metres <= baseMetres ? 0 : (metres - baseMetres) / growthMps is < 1e9 and var seconds ? (long)(seconds * TimeSpan.TicksPerSecond) : long.MaxValue;
}
