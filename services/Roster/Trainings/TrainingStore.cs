using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Trainings;

/// <summary>A training as stored.</summary>
internal sealed class TrainingRow : Row<Training>
{
    public TrainingState State { get; private set; }

    protected override string NameOf(Training value) => value.Name.ToString();

    protected override void Index(Training value) => State = value.State;
}

/// <summary>A place in an open training, not one on its waiting list. Times in UTC ticks.</summary>
internal sealed class EnrolmentRow
{
    public required string Member { get; init; }

    public required string Training { get; init; }

    public required long From { get; init; }

    public required long Until { get; init; }
}

internal static class TrainingStore
{
    /// <summary>The training that each member is in at some time of a period.</summary>
    public static async Task<Dictionary<string, string>> InTrainingAsync(this RosterDb db, Period period)
    {
        var (from, until) = (period.From.UtcTicks, period.Until.UtcTicks);
        var rows = await db.Enrolments.AsNoTracking().Where(row => row.From < until && row.Until > from).ToListAsync();
        return rows.GroupBy(row => row.Member).ToDictionary(group => group.Key, group => group.First().Training);
    }
}
