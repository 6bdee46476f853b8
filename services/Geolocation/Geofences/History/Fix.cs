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
/// <param name="Subjects">Whom it is about, by name or by the beginning of one and a <c>*</c>; empty for everyone.</param>
/// <param name="Dwell">How long is long; zero if nobody asks.</param>
/// <param name="HysteresisMetres">The least margin.</param>
internal sealed record FenceRule(
    Area? Area, string Around, double RadiusMetres, IReadOnlySet<string> Subjects, TimeSpan Dwell, double HysteresisMetres)
{
    private readonly string[] _beginnings = [.. Subjects.Where(IsBeginning).Select(subject => subject[..^1])];

    /// <summary>Whether everybody it is about is named.</summary>
    public bool IsNamed { get; } = Subjects.Count > 0 && !Subjects.Any(IsBeginning);

    /// <summary>Whether one of the subjects is the beginning of names.</summary>
    public static bool IsBeginning(string subject) => subject.EndsWith('*');

    public bool IsAbout(string subject) => subject != Around && (Subjects.Count == 0 || Subjects.Contains(subject) || IsAboutByBeginning(subject));

    private bool IsAboutByBeginning(string subject)
    {
        foreach (var beginning in _beginnings)
        {
            if (subject.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

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
