namespace TaskForce.Geolocation.Geofences.History;

/// <summary>A history told again from a time on, beside the one that was kept.</summary>
internal sealed class Refold(Edition edition, string subject, KeptPart kept)
{
    private readonly List<FenceEvent> _told = [];
    private int _passed;
    private Presence _old = kept.Before?.After ?? default;

    /// <summary>What the subject is by the history that is being told.</summary>
    public Presence Is { get; private set; } = kept.Before?.After ?? default;

    /// <summary>Begins where the fence does.</summary>
    public void Begin(Sighting? last, Geography.GeoPoint? at)
    {
        (Is, var told) = FenceHistory.Begin(edition, last, at);
        Tell(told);
    }

    /// <summary>Goes one sighting on.</summary>
    public void See(Sighting? before, Sighting now)
    {
        (Is, var told) = FenceHistory.Step(edition, Is, before, now);
        Tell(told);
    }

    /// <summary>Goes on to the end of the fence.</summary>
    public void End(Geography.GeoPoint? last) => Tell(FenceHistory.End(edition, Is, last));

    /// <summary>Whether both histories say the same of the subject at a time. Times must not go back.</summary>
    public bool AgreesAt(DateTimeOffset time)
    {
        for (; _passed < kept.From.Count && kept.From[_passed].Event.Time <= time; _passed++)
        {
            _old = kept.From[_passed].Event.After;
        }

        return _old == Is;
    }

    /// <summary>How the history changes up to where the two agreed.</summary>
    public Revision UpToAgreement() => Revision.Between(edition, subject, [.. kept.From.Take(_passed)], _told);

    /// <summary>How the history changes up to its end.</summary>
    public Revision Whole() => Revision.Between(edition, subject, kept.From, _told);

    private void Tell(FenceEvent? told)
    {
        if (told is not null)
        {
            _told.Add(told);
        }
    }
}
