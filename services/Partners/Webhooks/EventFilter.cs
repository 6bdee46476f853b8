using TaskForce.Partners.Feeds;

namespace TaskForce.Partners.Webhooks;

/// <summary>Which events a webhook gets.</summary>
/// <param name="Types">Feeds, or types of events.</param>
/// <param name="Subjects">Empty for all.</param>
/// <param name="Nation">Empty for all.</param>
internal sealed record EventFilter(IReadOnlyList<string> Types, IReadOnlyList<string> Subjects, string Nation)
{
    /// <summary>Whether an event is among them.</summary>
    public bool Includes(Notice notice) =>
        (Types.Contains(notice.Feed) || Types.Contains(notice.Type))
        && (Subjects.Count == 0 || Subjects.Contains(notice.Subject))
        && (Nation.Length == 0 || notice.Nations.Contains(Nation));

    /// <summary>Whether anything of a feed may be among them.</summary>
    public bool Needs(EventSource source) => Types.Any(type => type == source.Name || source.Types.Contains(type));

    public bool Equals(EventFilter? other) =>
        other is not null && Nation == other.Nation && Types.SequenceEqual(other.Types) && Subjects.SequenceEqual(other.Subjects);

    public override int GetHashCode() => HashCode.Combine(Types.Count, Subjects.Count, Nation);
}
