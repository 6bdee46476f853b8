namespace TaskForce.TakBridge.Connections;

/// <summary>What the features of the bridge do in a connection. One for each connection.</summary>
internal sealed class SessionParts(IEnumerable<IFollower> followers, IEnumerable<IHearer> hearers, Following following, TakMetrics metrics)
{
    public IReadOnlyList<IFollower> Followers { get; } = [.. followers];

    public IReadOnlyList<IHearer> Hearers { get; } = [.. hearers];

    public Following Following => following;

    public TakMetrics Metrics => metrics;
}
