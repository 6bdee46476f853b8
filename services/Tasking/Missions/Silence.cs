using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Missions;

/// <summary>Ends the time in which the nations may answer: silence is a refusal.</summary>
internal sealed class SilenceHandler(TimeProvider clock) : IDeadlineHandler
{
    string IDeadlineHandler.Kind => Silence.Kind;

    public Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation) =>
        Task.FromResult<Func<TaskingDb, Task>>(async db =>
        {
            var row = await db.Missions.GetAsync(ResourceName.Parse<MissionName>(deadline.Resource));
            if (row.Value.State == MissionState.AwaitingApproval)
            {
                await db.FallSilentAsync(row, clock.GetUtcNow());
            }
        });
}

internal static class Silence
{
    /// <summary>The kind of the deadline by which the nations must have answered.</summary>
    public const string Kind = "approval";

    private const string Actor = "service:tasking";

    /// <summary>Sets the deadline while keys are awaited, and clears it once they are not.</summary>
    public static Task KeepApprovalDeadlineAsync(this TaskingDb db, Mission mission) => mission.ApprovalDue is { } due
        ? db.SetDeadlineAsync(Kind, mission.Name.ToString(), due)
        : db.ClearDeadlineAsync(Kind, mission.Name.ToString());

    /// <summary>The silent nations refuse; the centres hear of it, and how late it was noticed.</summary>
    public static async Task FallSilentAsync(this TaskingDb db, MissionRow row, DateTimeOffset now)
    {
        var (due, nations) = (row.Value.ApprovalDue!.Value, row.Value.Team!.Nations);
        row.Set(row.Value.FallSilent(row.Etag, now));
        await db.RecordAsync(row, V1.MissionEvent.Types.Type.RejectedBySilence, Actor, now);
        var lateness = new Deadline(Kind, row.Name, due).LatenessAt(now) is { Ticks: > 0 } late ? $" Noticed {Text(late)} late: the service was away." : "";
        await db.RaiseAsync(new(V1.Alert.Types.Kind.ApprovalLapsed, row.Name, [.. nations], $"{row.Value.Brief.Title} is refused and its team released. {row.Value.Reason}{lateness}")
        {
            Mission = row.Name,
            DueTime = due,
        }, Actor, now);
    }

    private static string Text(TimeSpan late) => late switch
    {
        { TotalMinutes: < 2 } => $"{late.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{late.TotalMinutes:0} min",
        _ => $"{Math.Floor(late.TotalHours):0} h {late.Minutes} min",
    };
}
