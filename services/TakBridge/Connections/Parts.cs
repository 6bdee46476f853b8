using TaskForce.TakBridge.Cot;

namespace TaskForce.TakBridge.Connections;

/// <summary>Something that goes on for as long as a client is connected.</summary>
internal interface IFollower
{
    /// <summary>Follows until cancelled. When what it follows breaks off it returns or throws, and is called again after a pause.</summary>
    Task FollowAsync(CancellationToken cancellation);
}

/// <summary>Something that makes use of a client's events.</summary>
internal interface IHearer
{
    /// <summary>Takes an event if it is about this; never waits.</summary>
    /// <returns>What it is, for counting; null to leave it to others.</returns>
    string? Take(CotEvent value);
}
