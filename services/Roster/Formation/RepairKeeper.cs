using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;
using EventType = TaskForce.Roster.V1.TeamEvent.Types.Type;

namespace TaskForce.Roster.Formation;

/// <summary>
/// Finds a repair for each team that turned impaired, at most a second later, and judges those again that are out longer than planned:
/// time alone makes them invalid. What was missed while the service was down is made up for at its start.
/// </summary>
internal sealed partial class RepairKeeper(Journal<RosterDb> journal, TeamReview review, Repairs repairs, TimeProvider clock, ILogger<RepairKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenReviews = TimeSpan.FromSeconds(30);

    private DateTimeOffset _reviewed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            await TryAsync(stoppingToken);
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            if (clock.GetUtcNow() - _reviewed >= BetweenReviews)
            {
                await ReviewOverdueAsync(cancellation);
                _reviewed = clock.GetUtcNow();
            }

            foreach (var team in await TeamsAsync([TeamState.Impaired], team => team.Repair is null, cancellation))
            {
                await RepairAsync(team, cancellation);
            }
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogDelayed(unavailable.Message);
        }
    }

    private async Task ReviewOverdueAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        foreach (var team in await TeamsAsync([TeamState.Confirmed, TeamState.Impaired], team => team.Requirement.Period.EndTime.ToDateTimeOffset() < now, cancellation))
        {
            await journal.ChangeAsync(async db =>
            {
                var row = await db.Teams.GetAsync(team.Name);
                return await review.ReviewAsync(db, row, row.Value, "service:roster", now);
            }, cancellation);
        }
    }

    private async Task RepairAsync(Team team, CancellationToken cancellation)
    {
        var repair = await repairs.FindAsync(team, [], cancellation);
        await journal.ChangeAsync(async db =>
        {
            var row = await db.Teams.GetAsync(team.Name);

            // It may have been mended, released or impaired in another way meanwhile.
            return row.Value is { State: TeamState.Impaired, Repair: null } now && now.Impairments.SequenceEqual(team.Impairments)
                ? await db.ChangeAsync(row, now.Propose(repair), EventType.RepairProposed, "service:roster", clock.GetUtcNow())
                : null;
        }, cancellation);
        LogProposed(team.Name.ToString(), repair.Exchanges.Count);
    }

    private Task<List<Team>> TeamsAsync(TeamState[] states, Func<Team, bool> wanted, CancellationToken cancellation) => journal.ReadAsync(async db =>
        (await db.Teams.Where(row => states.Contains(row.State)).ToListAsync(cancellation))
            .Select(row => row.Value).Where(wanted).ToList(), cancellation);

    [LoggerMessage(LogLevel.Information, "A repair of {Team} by {Count} exchanges was proposed")]
    private partial void LogProposed(string team, int count);

    [LoggerMessage(LogLevel.Warning, "Teams cannot be repaired now, trying again: {Reason}")]
    private partial void LogDelayed(string reason);
}
