namespace TaskForce.Geolocation.Tracks;

/// <summary>A subject that has reported.</summary>
internal sealed class SubjectRow
{
    /// <summary>0 and up, without gaps.</summary>
    public required int Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The nation that owns it, ISO 3166-1 alpha-2.</summary>
    public required string Nation { get; set; }
}

/// <summary>Points of one commit, in the order in which they were kept: the log of this service.</summary>
internal sealed class BatchRow
{
    public required long First { get; init; }

    public required long Last { get; init; }

    /// <summary>Of the newest of them, in UTC ticks.</summary>
    public required long ReceiptTime { get; init; }

    /// <summary>See <see cref="BatchCodec"/>.</summary>
    public required byte[] Points { get; init; }
}

/// <summary>Points of the log again, by subject and event time, for whoever asks for a track.</summary>
internal sealed class PageRow
{
    public long Id { get; private set; }

    /// <summary>Whose subjects: a page holds one nation's, so that it is old as a whole. Empty in pages of before that was so.</summary>
    public required string Nation { get; init; }

    /// <summary>Which of them: those whose number leaves this rest.</summary>
    public required int Bucket { get; init; }

    public required long MinEvent { get; init; }

    public required long MaxEvent { get; init; }

    public required long MaxReceipt { get; init; }

    /// <summary>The highest sequence in it.</summary>
    public required long Last { get; init; }

    /// <summary>See <see cref="PageCodec"/>.</summary>
    public required byte[] Points { get; init; }
}

/// <summary>The last known positions of some subjects and the points that tell their states, so that a start need not read the whole log.</summary>
internal sealed class KnownRow
{
    /// <summary>Which subjects: those with numbers from <c>Part</c> times <see cref="PerPart"/> on.</summary>
    public required int Part { get; init; }

    /// <summary>See <see cref="PageCodec"/>.</summary>
    public required byte[] Points { get; set; }

    public const int PerPart = 32 * 1024;
}

/// <summary>How far something has got in the log.</summary>
internal sealed class TrackMarkRow
{
    /// <summary>Up to here the points are in pages.</summary>
    public const string Paged = "paged";

    /// <summary>Up to here the last known positions are written down.</summary>
    public const string Known = "known";

    public required string Name { get; init; }

    public required long Sequence { get; set; }
}
