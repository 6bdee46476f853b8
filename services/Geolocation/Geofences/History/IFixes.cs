namespace TaskForce.Geolocation.Geofences.History;

/// <summary>Reads positions in event time.</summary>
internal interface IFixes
{
    /// <summary>The last position of a subject before a time, and up to <paramref name="most"/> from then on, oldest first.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="from">From when, included.</param>
    /// <param name="before">Until when, not included.</param>
    /// <param name="upTo">Positions with a higher sequence do not count.</param>
    /// <param name="most">How many at most; fewer are only returned if there are no more.</param>
    /// <param name="cancellation">Ends the read.</param>
    Task<TrackPart> AroundAsync(string subject, DateTimeOffset from, DateTimeOffset before, long upTo, int most, CancellationToken cancellation);

    /// <summary>The last known position of everybody; may be newer than what was followed.</summary>
    IReadOnlyList<Fix> LastKnown();
}

/// <summary>A part of a track.</summary>
internal sealed record TrackPart(Fix? Before, IReadOnlyList<Fix> Within);

/// <summary>Reads the events that hold.</summary>
internal interface IKeptEvents
{
    /// <summary>The last event of a subject at an edition before a time, and all from then on, oldest first.</summary>
    Task<KeptPart> OfAsync(long edition, string subject, DateTimeOffset from, CancellationToken cancellation);

    /// <summary>The editions that a subject is inside of after its events up to a time.</summary>
    Task<IReadOnlyList<long>> InsideAtAsync(string subject, DateTimeOffset time, CancellationToken cancellation);

    /// <summary>Who has events of an edition from a time on.</summary>
    Task<IReadOnlyList<string>> SubjectsFromAsync(long edition, DateTimeOffset from, CancellationToken cancellation);
}

/// <summary>A part of a kept history.</summary>
internal sealed record KeptPart(FenceEvent? Before, IReadOnlyList<KeptEvent> From);

/// <summary>An event with the server's number.</summary>
internal readonly record struct KeptEvent(long Id, FenceEvent Event);
