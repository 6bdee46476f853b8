using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.Faults.Load;

/// <summary>What is laid out before a run: hotspots, and teams that do not share people.</summary>
internal static class Board
{
    /// <summary>A hotspot that every dispatcher sends to.</summary>
    public static async Task<Hotspot> ReportAsync(TaskForceConnection desk, CancellationToken cancellation)
    {
        var request = new CreateHotspotRequest
        {
            Hotspot = Nador(),
            RequestId = Guid.NewGuid().ToString(),
        };
        return (await new Recorder(new()).AskAsync(desk.Hotspots.CreateHotspotAsync, request, cancellation))!;
    }

    /// <summary>One that nobody has reported yet.</summary>
    public static Hotspot Nador() => new()
    {
        Kind = Hotspot.Types.Kind.BorderIncident,
        Severity = Hotspot.Types.Severity.Low,
        HostNation = "MA",
        Place = new() { PlaceId = "ma-nador", DisplayName = "Nador", Location = new() { Latitude = 35.17, Longitude = -2.93 } },
    };

    /// <summary>The best teams for that many hotspots at once; asked again while the services are too busy with their start.</summary>
    public static async Task<IReadOnlyList<TeamProposal>> PlanAsync(TaskForceConnection desk, Hotspot hotspot, int count, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await PlanOnceAsync(desk, hotspot, count, cancellation);
            }
            catch (RpcException busy) when (busy.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation);
            }
        }
    }

    private static async Task<IReadOnlyList<TeamProposal>> PlanOnceAsync(TaskForceConnection desk, Hotspot hotspot, int count, CancellationToken cancellation)
    {
        var plan = await desk.ResponsePlans.GetResponsePlanAsync(new() { Name = hotspot.ResponsePlan }, cancellationToken: cancellation);
        var requirement = plan.Requirement.Clone();
        var now = TimeProvider.System.GetUtcNow();
        (requirement.Place, requirement.Period) = (hotspot.Place, new() { StartTime = now.ToTimestamp(), EndTime = (now + plan.PlannedDuration.ToTimeSpan()).ToTimestamp() });
        using var planning = desk.Formation.PlanTeams(new()
        {
            Requirements = { Enumerable.Range(0, count).Select(i => new PlannedRequirement { Id = $"team {i}", Requirement = requirement }) },
            TimeLimit = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)),
        }, cancellationToken: cancellation);
        var best = await planning.ResponseStream.ReadAllAsync(cancellation).LastAsync(cancellation);
        return [.. best.Assignments.Where(assignment => assignment.Proposal is not null).Select(assignment => assignment.Proposal)];
    }
}
