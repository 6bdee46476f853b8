using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>
/// The subjects whose radius is larger than <see cref="Metres"/>: they are looked for apart. There are few, and the index need not look so far for all others.
/// Not thread safe.
/// </summary>
internal sealed class WideSubjects(StateOptions options)
{
    /// <summary>A subject in motion is that wide when it is about to be silent.</summary>
    public const double Metres = 5000;

    private readonly DueQueue _due = new();
    private bool[] _isWide = [];

    /// <summary>Where they plausibly are.</summary>
    public SphereGrid Grid { get; } = new();

    /// <summary>The largest radius there can be.</summary>
    public double MostMetres { get; private set; } = options.MostUncertaintyMetres;

    /// <summary>Notes what is new of a subject.</summary>
    public void Put(in Fix plausible, in Standing standing, long now)
    {
        MostMetres = Math.Max(MostMetres, standing.BaseMetres);
        var age = Uncertainty.AgeOf(Metres, standing.BaseMetres, standing.GrowthMps);
        var due = age < long.MaxValue / 2 ? plausible.EventTime + age : long.MaxValue;
        ref var isWide = ref IsWide(plausible.Subject);
        if (due <= now)
        {
            Grid.Put(plausible.Subject, SpherePoint.Of(plausible.Location));
        }
        else
        {
            Remove(plausible.Subject, isWide);
            _due.Set(plausible.Subject, due);
        }

        isWide = due <= now;
    }

    /// <summary>Forgets a subject.</summary>
    public void Forget(int subject)
    {
        ref var isWide = ref IsWide(subject);
        Remove(subject, isWide);
        isWide = false;
    }

    /// <summary>Whether a subject may have become wide.</summary>
    public bool IsDue(long now) => _due.IsDue(now);

    /// <summary>Takes a subject that may have; it must be put again.</summary>
    public bool TryTake(long now, out int subject) => _due.TryTake(now, out subject);

    private ref bool IsWide(int subject)
    {
        if (subject >= _isWide.Length)
        {
            Array.Resize(ref _isWide, Math.Max(1024, Math.Max(subject + 1, _isWide.Length * 2)));
        }

        return ref _isWide[subject];
    }

    private void Remove(int subject, bool isWide)
    {
        if (isWide)
        {
            Grid.Remove(subject);
        }
    }
}
