using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
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
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<TrainingRow> GetAsync(this DbSet<TrainingRow> trainings, TrainingName name) =>
        await trainings.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "TRAINING_NOT_FOUND", $"{name} does not exist.");

    public static IQueryable<TrainingRow> Matching(this IQueryable<TrainingRow> rows, V1.TrainingFilter? filter, bool mayKnowMember = true)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (TrainingState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        // Past places and waiting lists stand in the body alone, where nothing but a whole text is in quotes. Trainings are few.
        var quoted = $"\"{filter?.Member}\"";
        return filter is { Member.Length: > 0 } ? rows.Where(row => mayKnowMember && row.Body.Contains(quoted)) : rows;
    }

    /// <summary>Whether a caller may look for trainings of a member: one that is hidden is in none.</summary>
    public static async Task<bool> MaySearchAsync(this RosterDb db, string member, View view) =>
        view.SeesAll || member.Length == 0 || (await db.Members.NamedAsync(member) is { } row && view.Knows(row));

    /// <summary>The training that each member is in at some time of a period.</summary>
    public static async Task<Dictionary<string, string>> InTrainingAsync(this RosterDb db, Period period)
    {
        var (from, until) = (period.From.UtcTicks, period.Until.UtcTicks);
        var rows = await db.Enrolments.AsNoTracking().Where(row => row.From < until && row.Until > from).ToListAsync();
        return rows.GroupBy(row => row.Member).ToDictionary(group => group.Key, group => group.First().Training);
    }

    /// <summary>Who has a place in a training other than this one at some time of a period.</summary>
    public static async Task<IReadOnlySet<string>> BusyAsync(this RosterDb db, TrainingName except, Period period)
    {
        var (name, from, until) = (except.ToString(), period.From.UtcTicks, period.Until.UtcTicks);
        return (await db.Enrolments.Where(row => row.Training != name && row.From < until && row.Until > from).Select(row => row.Member).ToListAsync()).ToHashSet();
    }

    /// <summary>Changes a training and the places that are searched by. Nothing, if it stays as it was.</summary>
    public static async Task<V1.Training> ChangeAsync(this RosterDb db, TrainingRow row, Training next)
    {
        if (!ReferenceEquals(next, row.Value))
        {
            row.Set(next);
            await db.Enrolments.Where(place => place.Training == row.Name).ExecuteDeleteAsync();
            db.Enrolments.AddRange(next.State == TrainingState.Open ? next.Places().Select(enrolment => ToRow(next, enrolment)) : []);
        }

        return row.ToProto();
    }

    /// <summary>Takes a member who is leaving out of every training that is still open.</summary>
    public static async Task WithdrawFromAllAsync(this RosterDb db, string member, DateTimeOffset now)
    {
        foreach (var row in await db.Trainings.Matching(new() { Member = member, States = { V1.Training.Types.State.Open } }).ToListAsync())
        {
            var training = row.Value;
            await db.ChangeAsync(row, training.Withdraw(member, await db.BusyAsync(training.Name, training.Plan.Period), now));
        }
    }

    private static EnrolmentRow ToRow(Training training, Enrolment enrolment) => new()
    {
        Member = enrolment.Member,
        Training = training.Name.ToString(),
        From = training.Plan.Period.From.UtcTicks,
        Until = training.Plan.Period.Until.UtcTicks,
    };
}
