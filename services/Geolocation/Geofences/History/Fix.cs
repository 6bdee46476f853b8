using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Geofences.History;

/// <summary>Where a subject was, as far as a fence asks.</summary>
/// <param name="Sequence">The place in the track; grows with receipt.</param>
/// <param name="Subject">Who.</param>
/// <param name="Time">When, by the device's clock; unique for a subject.</param>
/// <param name="At">Where.</param>
/// <param name="Accuracy">In metres; 0 if the device did not say.</param>
internal readonly record struct Fix(long Sequence, string Subject, DateTimeOffset Time, GeoPoint At, double Accuracy);

/// <summary>What a fence says, and whom of.</summary>
/// <param name="Area">What is inside; null if the fence moves.</param>
/// <param name="Around">The subject it moves with; empty if it does not move.</param>
/// <param name="RadiusMetres">How far it reaches round that subject.</param>
/// <param name="Subjects">Whom it is about; empty for everyone.</param>
/// <param name="Dwell">How long is long; zero if nobody asks.</param>
/// <param name="HysteresisMetres">The least margin.</param>
internal sealed record FenceRule(
    Area? Area, string Around, double RadiusMetres, IReadOnlySet<string> Subjects, TimeSpan Dwell, double HysteresisMetres)
{
    public bool IsAbout(string subject) => Subjects.Count > 0 ? Subjects.Contains(subject) && subject != Around : Area is not null;

    /// <summary>How one position lies to a fence that stays where it is.</summary>
    public Sighting See(Fix fix) => new(fix.Time, fix.At, Area!.Depth(fix.At), Math.Max(HysteresisMetres, fix.Accuracy));

    /// <summary>How two subjects lie to each other at a time, by the last position of both.</summary>
    public Sighting See(DateTimeOffset time, Fix subject, Fix middle)
    {
        var margin = Math.Max(HysteresisMetres, subject.Accuracy + middle.Accuracy);
        var isKnown = time - subject.Time <= Sighting.LongestHold && time - middle.Time <= Sighting.LongestHold;
        return new(time, subject.At, isKnown ? RadiusMetres - subject.At.MetresTo(middle.At) : double.NaN, margin);
    }
}

/// <summary>A fence as it held in a period of event time; what it says never changes.</summary>
/// <param name="Id">The server's number.</param>
/// <param name="Fence">The resource name.</param>
/// <param name="Rule">What it says.</param>
/// <param name="From">From when it holds.</param>
/// <param name="Until">Until when, not included; null if nobody has said so yet.</param>
internal sealed record Edition(long Id, string Fence, FenceRule Rule, DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>Whether its beginning was told: from then on it has a history.</summary>
    public bool HasBegun { get; init; }

    /// <summary>Whether its end was told.</summary>
    public bool HasEnded { get; init; }

    public DateTimeOffset End => Until ?? DateTimeOffset.MaxValue;
}
