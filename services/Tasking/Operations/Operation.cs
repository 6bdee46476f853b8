using System.Collections.Immutable;
using static TaskForce.Tasking.Operations.OperationState;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;

namespace TaskForce.Tasking.Operations;

/// <summary>The life cycle of an operation; the numbers are the contract's.</summary>
internal enum OperationState
{
    Planned = 1,
    Go = 2,
    Aborted = 3,
    Completed = 4,
    Held = 5,
}

/// <summary>What every recipient is to do about the start. The last one given holds.</summary>
/// <param name="Revision">Grows with each.</param>
internal sealed record Instructed(long Revision, Instruction Instruction, DateTimeOffset HHour, string Reason, DateTimeOffset Time);

/// <summary>Missions with one common start. Immutable: each change returns a new operation.</summary>
internal sealed record Operation(OperationName Name, OperationPlan Plan, OperationState State, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public ImmutableArray<Part> Parts { get; init; } = [];

    public ImmutableArray<Go> Goes { get; init; } = [];

    public ImmutableArray<Recipient> Recipients { get; init; } = [];

    public ImmutableArray<Instructed> Instructions { get; init; } = [];

    public string Reason { get; init; } = "";

    public DateTimeOffset? GoTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public DateTimeOffset? SealTime { get; init; }

    /// <summary>The digest that closed the record.</summary>
    public string RecordDigest { get; init; } = "";

    public Instructed Current => Instructions[^1];

    public IEnumerable<Recipient> Taking => Recipients.Where(recipient => !recipient.HasLeft);

    /// <summary>Whether anything may still happen to it.</summary>
    public bool IsLive => State is not (Aborted or Completed);

    /// <summary>Whether a nation counts on it: from then on, what breaks it stops it.</summary>
    public bool IsCommitted => State == OperationState.Go || Goes.Any(go => go.IsGo);

    /// <summary>By when the devices must acknowledge the current instruction.</summary>
    public DateTimeOffset? AcknowledgeBy => Current.Instruction is Instruction.Hold or Instruction.Abort ? Current.Time + Plan.AcknowledgeWithin : null;

    /// <summary>Whether the devices have been let go: nothing but an abort can follow.</summary>
    public bool IsReleased(DateTimeOffset now) => State == OperationState.Go && now >= Plan.HHour;

    public static Operation Create(OperationName name, OperationPlan plan, DateTimeOffset now)
    {
        plan.MustLieAhead(now);
        return new Operation(name, plan, Planned, now, now) { Parts = [.. plan.Missions.Select(Part.Silent)] }.Instruct(Instruction.Wait, "", now);
    }

    /// <summary>Another start voids every go and is told to all.</summary>
    public Operation Change(OperationPlan plan, DateTimeOffset now)
    {
        MustBeAbleTo(Planned);
        MustNotBeReleased(now);
        if (plan.StartsAs(Plan))
        {
            return this with { Plan = plan, UpdateTime = now };
        }

        plan.MustLieAhead(now);
        var parts = plan.Missions.Select(mission => Parts.FirstOrDefault(part => part.Mission == mission) ?? Part.Silent(mission));
        return (MoveTo(Planned, now) with { Plan = plan, Parts = [.. parts], Goes = [], GoTime = null, Reason = "" }).Instruct(Instruction.Wait, "", now);
    }

    /// <summary>A nation gives its go. The last makes the operation go; one that was given already stays.</summary>
    public Operation GiveGo(Go go, Picture picture, DateTimeOffset now)
    {
        if (Goes.Any(given => given.Nation == go.Nation && given.IsGo) && IsLive)
        {
            return this;
        }

        MustBeAbleTo(OperationState.Go);
        picture.MustTakePart(go.Nation, Name);
        if (Goes.FirstOrDefault(given => given.Nation != go.Nation && given.Actor == go.Actor) is { } other)
        {
            throw new DomainException(Fault.Denied, "SECOND_KEY", $"{go.Actor} has spoken for {other.Nation} in {Name}; nobody gives the go of two nations.");
        }

        Obstacles.MustBeNone(this, picture, now);
        var next = Speak(go, now);
        return picture.Nations.All(nation => next.Goes.Any(given => given.Nation == nation && given.IsGo))
            ? (next.MoveTo(OperationState.Go, now) with { GoTime = now, Reason = "" }).Instruct(Instruction.Go, "", now)
            : next;
    }

    /// <summary>A nation withholds its go, or takes it back.</summary>
    public Operation GiveNoGo(Go no, Picture picture, DateTimeOffset now)
    {
        picture.MustTakePart(no.Nation, Name);
        return Hold($"{no.Nation} says no go: {no.Reason}", now).Speak(no, now);
    }

    /// <summary>Stops it before H: every go is void. Says nothing new to devices that hold already.</summary>
    public Operation Hold(string reason, DateTimeOffset now)
    {
        MustNotBeReleased(now);
        var held = MoveTo(Held, now) with { Goes = [.. Goes.Where(go => !go.IsGo)], GoTime = null, Reason = reason };
        return State == Held ? held : held.Instruct(Instruction.Hold, reason, now);
    }

    public Operation Abort(string reason, DateTimeOffset now) =>
        (MoveTo(Aborted, now) with { Goes = [.. Goes.Where(go => !go.IsGo)], Reason = reason, EndTime = now }).Instruct(Instruction.Abort, reason, now);

    /// <summary>Every mission has ended: what had its go is complete, what had not is off.</summary>
    public Operation End(DateTimeOffset now) => State == OperationState.Go
        ? MoveTo(Completed, now) with { EndTime = now }
        : Abort("Every mission ended before there was a go.", now);

    /// <summary>The record of who had the order is closed.</summary>
    public Operation Seal(string digest, DateTimeOffset now) => this with { SealTime = now, RecordDigest = digest, UpdateTime = now };

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if the life cycle does not allow it.</exception>
    public void MustBeAbleTo(OperationState next)
    {
        if (!CanMove(State, next))
        {
            throw new DomainException(Fault.Rejected, "OPERATION_STATE", $"{Name} is {Wire(State)}; it cannot become {Wire(next)}.");
        }
    }

    private Operation Speak(Go go, DateTimeOffset now) =>
        this with { Goes = [.. Goes.Where(given => given.Nation != go.Nation).Append(go).OrderBy(each => each.Nation, StringComparer.Ordinal)], UpdateTime = now };

    private Operation Instruct(Instruction instruction, string reason, DateTimeOffset now) =>
        this with { Instructions = Instructions.Add(new(Instructions.Length + 1, instruction, Plan.HHour, reason, now)) };

    private void MustNotBeReleased(DateTimeOffset now)
    {
        if (IsReleased(now))
        {
            throw new DomainException(Fault.Rejected, "RELEASED", $"The devices of {Name} were let go at {Plan.HHour:u}; it can only be aborted.");
        }
    }

    private Operation MoveTo(OperationState next, DateTimeOffset now)
    {
        MustBeAbleTo(next);
        return this with { State = next, UpdateTime = now };
    }

    private static string Wire(OperationState state) => WireName.Of((V1.Operation.Types.State)state);

    // The whole life cycle. A pair that is not here is not allowed.
    private static bool CanMove(OperationState from, OperationState to) => (from, to) switch
    {
        (Planned or Held or OperationState.Go, Planned or Held or Aborted) => true,
        (Planned or Held, OperationState.Go) => true,
        (OperationState.Go, Completed) => true,
        _ => false,
    };
}
