using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Wakes the watchers of the audit log in this process when any process has committed something; they look for themselves.</summary>
internal sealed class AuditFollower(EventFeed feed) : ICatchUp
{
    /// <summary>What the watchers listen to.</summary>
    public const string Topic = "audit";

    /// <summary>Something was added. It is no event of the log, and says nothing.</summary>
    public static EventRow Added { get; } = new() { Topic = Topic, Resource = "", Time = 0, Payload = [] };

    public Task CatchUpAsync(CancellationToken cancellation)
    {
        feed.Publish([Added]);
        return Task.CompletedTask;
    }
}
