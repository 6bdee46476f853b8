using TaskForce.Partners.Feeds;

namespace TaskForce.Partners.Deliveries;

/// <summary>An event that waits, in memory.</summary>
internal sealed class Delivery(DeliveryRow row)
{
    // An open watch would show it as long.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private Notice? _read;
    private DateTimeOffset _readTime;

    public long Id => row.Id;

    public string Feed => row.Feed;

    public long Sequence => row.Sequence;

    public string Subject => row.Subject;

    /// <summary>The event's id.</summary>
    public string EventId => DeliveryRow.IdOf(row.Feed, row.Sequence);

    public DateTimeOffset Deadline { get; } = new(row.Deadline, TimeSpan.Zero);

    public DateTimeOffset NextAttempt { get; set; } = new(row.NextAttempt, TimeSpan.Zero);

    public int Attempts { get; set; } = row.Attempts;

    /// <summary>What was just read.</summary>
    public Delivery With(Notice notice, DateTimeOffset now)
    {
        (_read, _readTime) = (notice, now);
        return this;
    }

    /// <summary>What was just read, or null if it must be read again to know what may be seen of it now.</summary>
    public Notice? FreshAt(DateTimeOffset now) => now - _readTime < Freshness ? _read : null;
}
