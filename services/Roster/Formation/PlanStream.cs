using System.Threading.Channels;
using TaskForce.Roster.Formation.Search;
using static TaskForce.Roster.V1.PlanTeamsResponse.Types;

namespace TaskForce.Roster.Formation;

/// <summary>Sends the plans of one search as they get better, and last the best, with what stands in the way of those that have none.</summary>
internal sealed class PlanStream(Planning planning, IReadOnlyList<Pool> pools, TeamSearch search, string leaderSkill, TimeProvider clock)
{
    public async Task RunAsync(Func<V1.PlanTeamsResponse, Task> send, CancellationToken cancellation)
    {
        // Who reads slowly gets the latest plan, not every one.
        var plans = Channel.CreateBounded<(Finding Finding, TimeSpan Elapsed)>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var started = clock.GetTimestamp();
        var searching = SearchAsync();
        await foreach (var (finding, elapsed) in plans.Reader.ReadAllAsync(cancellation))
        {
            await send(ToProto(finding, elapsed));
        }

        var best = await searching;
        var last = ToProto(best, clock.GetElapsedTime(started));
        last.Final = true;
        foreach (var assignment in last.Assignments.Where(assignment => assignment.Proposal is null))
        {
            assignment.Shortfalls.Add(Missing(planning.Ids.IndexOf(assignment.Id)));
        }

        await send(last);

        async Task<Finding> SearchAsync()
        {
            try
            {
                return await search.PlanAsync([.. planning.Requirements.Zip(pools)], planning.TimeLimit, planning.Seed,
                    finding => plans.Writer.TryWrite((finding, clock.GetElapsedTime(started))), cancellation);
            }
            finally
            {
                plans.Writer.Complete();
            }
        }
    }

    private V1.PlanTeamsResponse ToProto(Finding finding, TimeSpan elapsed) => new()
    {
        Assignments =
        {
            finding.Plan.Teams.Select((team, i) => new Assignment
            {
                Id = planning.Ids[i],
                Proposal = team?.ToLineup().ToProposal(planning.Requirements[i], pools[i], leaderSkill),
            }),
        },
        Quality = finding.ToProto(elapsed),
    };

    private IEnumerable<V1.Shortfall> Missing(int slot)
    {
        var alone = Shortfalls.Of(pools[slot], planning.Requirements[slot], leaderSkill);
        return alone.Count > 0 ? alone :
        [
            new()
            {
                Requirement = "combination",
                Needed = 1,
                Message = "Each requirement can be met by itself, but not all together with the people whom the teams of the other hotspots leave.",
            },
        ];
    }
}
