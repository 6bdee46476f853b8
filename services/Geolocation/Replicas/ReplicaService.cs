using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Replicas;

internal sealed class ReplicaService(TrackStore store, PositionFeed feed, IntakeLines intake, ReplicaLag lag) : V1.ReplicaService.ReplicaServiceBase
{
    private static readonly string Replica = $"{Environment.MachineName}/{Environment.ProcessId}";

    public override async Task<V1.ReplicaState> GetReplicaState(V1.GetReplicaStateRequest request, ServerCallContext context)
    {
        // Before the store is asked, so that it is never ahead of it.
        var known = feed.Index.End;
        var end = await store.EndAsync(context.CancellationToken);
        var lags = lag.Last();

        return new()
        {
            Replica = Replica,
            KnownSequence = known,
            LogSequence = end,
            WaitingReports = intake.Reports,
            LagCount = lags.Count,
            MedianLag = Rank(lags, 0.5),
            P99Lag = Rank(lags, 0.99),
            LongestLag = Rank(lags, 1),
        };
    }

    // The nearest rank: one that was really seen.
    private static Duration? Rank(IReadOnlyList<TimeSpan> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(share * sorted.Count) - 1].ToDuration();
}
