using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;
using EventType = TaskForce.Roster.V1.SupportRequestEvent.Types.Type;

namespace TaskForce.Roster.Support;

/// <summary>A request as stored.</summary>
internal sealed class SupportRow : Row<SupportRequest>
{
    public SupportState State { get; private set; }

    public string ReceivingNation { get; private set; } = "";

    public string GivingNation { get; private set; } = "";

    /// <summary>Who owes the next step; empty if nobody.</summary>
    public string NextStepNation { get; private set; } = "";

    /// <summary>Until when, in UTC ticks; null if nobody owes one or it is known to be overdue.</summary>
    public long? NextStepDue { get; private set; }

    protected override string NameOf(SupportRequest value) => value.Name.ToString();

    protected override void Index(SupportRequest value)
    {
        (State, ReceivingNation, GivingNation) = (value.State, value.Ask.ReceivingNation, value.Ask.GivingNation);
        (NextStepNation, NextStepDue) = (value.NextStepNation(), value.Overdue ? null : value.NextStepDue?.UtcTicks);
    }
}

internal static class SupportStore
{
    public const string Topic = "supportRequests";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<SupportRow> GetAsync(this DbSet<SupportRow> requests, SupportRequestName name) =>
        await requests.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "SUPPORT_REQUEST_NOT_FOUND", $"{name} does not exist.");

    public static IQueryable<SupportRow> Matching(this IQueryable<SupportRow> rows, V1.SupportRequestFilter? filter)
    {
        var (nation, next) = (filter?.Nation ?? "", filter?.NextStepNation ?? "");
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (SupportState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        rows = nation.Length > 0 ? rows.Where(row => row.ReceivingNation == nation || row.GivingNation == nation) : rows;
        return next.Length > 0 ? rows.Where(row => row.NextStepNation == next) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.SupportRequestFilter? filter, V1.SupportRequest request) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(request.State))
            && (filter.Nation.Length == 0 || filter.Nation == request.ReceivingNation || filter.Nation == request.GivingNation)
            && (filter.NextStepNation.Length == 0 || filter.NextStepNation == request.NextStepNation));

    /// <summary>Takes a step and notes it: people and equipment are held from the commitment until they are back.</summary>
    public static async Task<V1.SupportRequest> ChangeAsync(this RosterDb db, SupportRow row, SupportRequest next, StepTaker by, DateTimeOffset now)
    {
        var (before, type) = (row.Value, next.State == row.Value.State && next.Overdue ? EventType.Overdue : EventType.StepTaken);
        row.Set(next);
        if (before.Holds() != next.Holds())
        {
            await (next.Holds() ? db.EngageAsync(next.Resources, next.Name.ToString()) : db.DisengageAsync(next.Resources));
            await db.RecordMembersAsync(next.Resources, by.Actor, now);
        }

        return db.Record(row, type, by.Actor, now);
    }

    /// <summary>Ends or marks each request whose next step was not taken in time; returns how many.</summary>
    public static async Task<int> WorkOffDueAsync(this RosterDb db, DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        var due = await db.SupportRequests.Where(row => row.NextStepDue <= ticks).OrderBy(row => row.NextStepDue).ToListAsync();
        foreach (var row in due)
        {
            await db.ChangeAsync(row, row.Value.Lapse(now), StepTaker.Deadline, now);
        }

        return due.Count;
    }

    /// <summary>Notes what happened to a request and returns it as the caller sees it.</summary>
    public static V1.SupportRequest Record(this RosterDb db, SupportRow row, EventType type, string actor, DateTimeOffset now)
    {
        var request = row.ToProto();
        db.Append(Topic, request.Name, new V1.SupportRequestEvent { Type = type, Time = now.ToTimestamp(), SupportRequest = request, Actor = actor });
        return request;
    }
}
