using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>How the rules of another service are read, as a service: it is told all of them.</summary>
/// <param name="List">Asks for one page.</param>
/// <param name="Watch">Follows what changes.</param>
public sealed record ReleaseSource(
    Func<ListReleaseRulesRequest, CancellationToken, Task<ListReleaseRulesResponse>> List,
    Func<WatchReleaseRulesRequest, CancellationToken, IAsyncEnumerable<ReleaseRuleEvent>> Watch);
