using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>Where a way begins or ends: a point, and the patch from which it goes on.</summary>
internal readonly record struct Entry(SpherePoint At, int Patch)
{
    public static readonly Entry None = new(default, PatchGrid.None);

    public bool Exists => Patch != PatchGrid.None;
}

/// <summary>A border that a way passes, and those after it.</summary>
internal sealed record BorderStop(byte From, byte To, float Seconds, BorderStop? Next);

/// <summary>A way over land or over water, without a crossing.</summary>
internal readonly record struct Way(double Metres, double Delay, BorderStop? Borders);

/// <summary>From one end of a crossing on: over it, and from its other end along a way to the next crossing or to the goal.</summary>
internal sealed record Stage(Crossing Crossing, Way Way, Stage? Next)
{
    /// <summary>Metres of way from here to the goal; crossings have none.</summary>
    public double Metres { get; } = Way.Metres + (Next?.Metres ?? 0);

    /// <summary>Seconds of crossings, waiting and borders from here to the goal.</summary>
    public double Delay { get; } = Crossing.Seconds + Way.Delay + (Next?.Delay ?? 0);
}

/// <summary>A way all the way: to the goal, or to a crossing and on from there.</summary>
internal readonly record struct Course(Way First, Stage? Rest)
{
    public double Metres => First.Metres + (Rest?.Metres ?? 0);

    public double Delay => First.Delay + (Rest?.Delay ?? 0);
}

/// <summary>A crossing from one of its ends to the other.</summary>
/// <param name="Label">What people call it and its ends, in this direction.</param>
/// <param name="Duration">Seconds on the way.</param>
/// <param name="Waiting">Seconds before it.</param>
/// <param name="Border">Seconds at the border between its ends.</param>
/// <param name="BorderName">The nations of that border.</param>
internal sealed record Crossing(string Label, double Duration, double Waiting, double Border, string BorderName)
{
    public double Seconds { get; } = Duration + Waiting + Border;
}
